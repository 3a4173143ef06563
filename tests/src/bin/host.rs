//! `host FOLDER INTERFACE`: serves the calls of the app on the loopback, for tests in a browser. Prints the address
//! every request begins with, and runs until its standard input ends: with the program that started it.

use std::path::Path;
use std::process::ExitCode;

use sotto_tests::host::Server;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(folder), Some(interface)) = (arguments.next(), arguments.next()) else {
        eprintln!("host FOLDER INTERFACE");
        return ExitCode::from(2);
    };
    match Server::start(Path::new(&folder), Path::new(&interface)) {
        Ok(server) => {
            println!("http://{}/{}", server.address(), server.token());
            let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("host: {why}");
            ExitCode::FAILURE
        }
    }
}
