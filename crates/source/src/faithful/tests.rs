use super::*;
use crate::origin::Origin;

fn again(text: &str) -> String {
    let document = read(text, Place::At(Origin::NOWHERE), &Limits::default()).unwrap();
    write(&document.root.unwrap(), &document.marks)
}

#[test]
fn what_is_written_stays() {
    for text in ["zed: old # t1\na: 1\n", "host: localhost # the host\nport: 80\nlist:\n- a # x\n"] {
        assert_eq!(again(text), text);
    }
}
