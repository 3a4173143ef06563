//! Who sent a share: it holds for each recipient, and for nobody and nothing else.

use super::*;
use rand_core::OsRng;

struct Person {
    secret: Secret,
    public: String,
}

impl Person {
    fn me(&self) -> Me<'_> {
        Me { secret: &self.secret, recipient: RECIPIENT }
    }
}

/// A new secret key and its public half.
fn keypair() -> (Secret, String) {
    let (private, public) = Kem::gen_keypair(&mut OsRng);
    (Zeroizing::new(private.to_bytes().into()), to_hex(&public.to_bytes()))
}

fn person() -> Person {
    let (secret, public) = keypair();
    Person { secret, public }
}

/// Of everyone a share is for.
const RECIPIENT: &str = "age1rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr";

fn recipient(c: char) -> String {
    format!("age1{}", c.to_string().repeat(58))
}

fn share(from: &Person, to: &[&Person]) -> Parties {
    let party = |name: String, key: char, person: &Person| Party {
        name,
        recipient: recipient(key),
        sender_key: person.public.clone(),
        reads: None,
    };
    let to = to.iter().enumerate().map(|(i, person)| party(format!("R{i}"), 'r', person));
    Parties::new("0f".repeat(16), party("Ines".to_owned(), 'q', from), to.collect())
}

const PAGE: [u8; 32] = [7; 32];

#[test]
fn it_holds_for_each_recipient() {
    let (ines, okafor, lee) = (person(), person(), person());
    let data = share(&ines, &[&okafor, &lee]);
    let proof = prove(&ines.secret, &data, &PAGE).unwrap();
    let proof = read(&write(&proof).unwrap()).unwrap();
    for who in [&okafor, &lee] {
        assert_eq!(check(&who.me(), &data, &PAGE, &proof), Ok(()));
    }
    // Someone else, and the sender who is no recipient, cannot even ask.
    for who in [&person(), &ines] {
        assert_eq!(check(&who.me(), &data, &PAGE, &proof), Err(ProofError::NotForMe));
    }
    // To oneself works too.
    let own = share(&ines, &[&ines]);
    assert_eq!(check(&ines.me(), &own, &PAGE, &prove(&ines.secret, &own, &PAGE).unwrap()), Ok(()));
}

#[test]
fn nothing_may_be_changed() {
    let (ines, okafor, lee) = (person(), person(), person());
    let data = share(&ines, &[&okafor, &lee]);
    let proof = prove(&ines.secret, &data, &PAGE).unwrap();
    let changes: [fn(&mut Parties); 8] = [
        |d| d.id = "f0".repeat(16),
        |d| d.from.name = "Inez".to_owned(),
        |d| d.from.recipient = recipient('x'),
        |d| d.to_mut()[0].name = "Someone".to_owned(),
        |d| d.to_mut()[0].recipient = recipient('z'),
        |d| d.to_mut()[1].name = "Someone Else".to_owned(),
        |d| d.to_mut()[1].sender_key = keypair().1,
        |d| d.to_mut().swap(0, 1),
    ];
    for (i, change) in changes.iter().enumerate() {
        let mut data = data.clone();
        change(&mut data);
        for who in [&okafor, &lee] {
            if data.to().iter().any(|to| to.sender_key == who.public) {
                assert!(check(&who.me(), &data, &PAGE, &proof).is_err(), "{i}");
            }
        }
    }
    let fewer = share(&ines, &[&okafor]);
    assert_eq!(check(&okafor.me(), &fewer, &PAGE, &proof), Err(ProofError::Forged));
    let mut page = PAGE;
    page[31] ^= 1;
    assert_eq!(check(&okafor.me(), &data, &page, &proof), Err(ProofError::Forged));
}

#[test]
fn nobody_else_can_have_sent_it() {
    let (ines, okafor, mallory) = (person(), person(), person());
    let data = share(&ines, &[&okafor]);
    // One cannot prove in another's name,
    assert_eq!(prove(&mallory.secret, &data, &PAGE).err(), Some(ProofError::Key));
    // nor put one's own proof under it,
    let own = prove(&mallory.secret, &share(&mallory, &[&okafor]), &PAGE).unwrap();
    assert_eq!(check(&okafor.me(), &data, &PAGE, &own), Err(ProofError::Forged));
    // nor forward what another sent as one's own,
    let proof = prove(&ines.secret, &data, &PAGE).unwrap();
    assert_eq!(check(&okafor.me(), &share(&mallory, &[&okafor]), &PAGE, &proof), Err(ProofError::Forged));
    // and a recipient who passes it on cannot prove it to a third.
    let mut moved = proof.clone();
    moved.entries[0].to = mallory.public.clone();
    let mut addressed = data.clone();
    addressed.to_mut()[0].sender_key = mallory.public.clone();
    assert_eq!(check(&mallory.me(), &addressed, &PAGE, &moved), Err(ProofError::Forged));
    assert_eq!(check(&okafor.me(), &data, &PAGE, &moved), Err(ProofError::NotForMe));
}

#[test]
fn entries_are_not_interchangeable() {
    let (ines, okafor, lee) = (person(), person(), person());
    let data = share(&ines, &[&okafor, &lee]);
    let mut proof = prove(&ines.secret, &data, &PAGE).unwrap();
    let (a, b) = (proof.entries[0].to.clone(), proof.entries[1].to.clone());
    (proof.entries[0].to, proof.entries[1].to) = (b, a);
    for who in [&okafor, &lee] {
        assert_eq!(check(&who.me(), &data, &PAGE, &proof), Err(ProofError::Forged));
    }
}

#[test]
fn what_is_no_proof_is_refused() {
    let (ines, okafor) = (person(), person());
    let data = share(&ines, &[&okafor]);
    let good = prove(&ines.secret, &data, &PAGE).unwrap();
    let with = |change: fn(&mut Proof)| {
        let mut proof = good.clone();
        change(&mut proof);
        check(&okafor.me(), &data, &PAGE, &proof)
    };
    assert_eq!(with(|_| {}), Ok(()));
    assert_eq!(with(|p| p.version = 2), Err(ProofError::Malformed));
    assert_eq!(with(|p| p.entries.clear()), Err(ProofError::NotForMe));
    assert_eq!(with(|p| p.entries[0].enc.truncate(62)), Err(ProofError::Malformed));
    assert_eq!(
        with(|p| p.entries[0].mac = p.entries[0].mac.to_uppercase() + "Z"),
        Err(ProofError::Malformed)
    );
    assert_eq!(with(|p| p.entries[0].mac = "00".repeat(32)), Err(ProofError::Forged));
    assert_eq!(with(|p| p.entries[0].enc = keypair().1), Err(ProofError::Forged));
    // Points of small order, whose secret anyone could work out.
    assert_eq!(with(|p| p.entries[0].enc = "00".repeat(32)), Err(ProofError::Forged));
    let mut weak = data.clone();
    weak.from.sender_key = "00".repeat(32);
    assert_eq!(check(&okafor.me(), &weak, &PAGE, &good), Err(ProofError::Forged));
    for json in [
        "",
        "{}",
        "[]",
        "{\"version\":1}",
        "{\"version\":1,\"entries\":[],\"more\":0}",
        "{\"version\":1,\"entries\":[{\"to\":\"\"}]}",
    ] {
        assert_eq!(read(json).err(), Some(ProofError::Malformed), "{json}");
    }
}

#[test]
fn any_32_bytes_are_a_secret_with_one_public_half() {
    let (secret, public_half) = keypair();
    assert_eq!(public(&secret), Ok(public_half.clone()));
    assert_eq!(key_bytes(&public_half).map(|bytes| to_hex(&bytes)), Some(public_half));
    // RFC 9180, appendix A.1.1: skEm and pkEm.
    let known = key_bytes("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736").unwrap();
    assert_eq!(
        public(&Zeroizing::new(known)).unwrap(),
        "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"
    );
}
