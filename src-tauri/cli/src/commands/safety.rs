//! Help now: emergency numbers and crisis lines. Needs no journal and no passphrase.

use sotto_core::safety::lines::{self, HelpCountry};
use sotto_core::vault::{Device, default_device};
use sotto_core::{Code, Failure};

use crate::Result;
use crate::open::Context;

/// The lines of one country: the one named, the one chosen in the app, or all there are.
pub fn help(context: &mut Context, named: Option<&str>) -> Result<()> {
    let chosen = match named {
        Some(code) => Some(lines::country(code.trim()).ok_or_else(|| Failure::new(Code::CountryUnknown))?),
        None => country_of_the_settings().and_then(|code| lines::country(&code)),
    };
    match chosen {
        Some(country) => tell(context, country),
        None => lines::countries().iter().for_each(|country| tell(context, country)),
    }
    Ok(())
}

fn country_of_the_settings() -> Option<String> {
    let settings = Device::at(default_device()?).settings()?;
    let settings: serde_json::Value = serde_json::from_str(&settings).ok()?;
    Some(settings.get("country")?.as_str()?.to_owned())
}

fn tell(context: &mut Context, country: &HelpCountry) {
    context.out.line(country, |words| {
        let emergency = [("country", country.code.as_str()), ("number", country.emergency.number.as_str())];
        let mut text = words.say("cli-help-emergency", &emergency);
        for line in &country.lines {
            text.push_str(&format!("\n    {}", line.name));
            if let Some(who) = &line.for_whom {
                text.push_str(&format!(" ({who})"));
            }
            let ways =
                [("cli-help-call", &line.call), ("cli-help-text", &line.text), ("cli-help-chat", &line.chat)];
            for (id, way) in ways {
                if let Some(way) = way {
                    text.push_str(&format!("\n        {}", words.say(id, &[("way", way)])));
                }
            }
            text.push_str(&format!("\n        {}", line.hours));
        }
        text
    });
}
