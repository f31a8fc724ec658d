//! What is published is as its schema says.

use std::path::PathBuf;

use super::super::Color;
use super::*;

#[test]
fn json_is_as_its_schema_says() {
    let schema: serde_json::Value = serde_json::from_str(schema()).unwrap();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("policies");
    for folder in [
        "tw/scs", "tw/ce", "tw/ost", "tw/dg", "kr/sep", "kr/ndg", "kr/scc",
    ] {
        let args = Args {
            paths: vec![root.join(folder)],
            format: Format::Json,
            check_against: Some(root.join("rows.txt")),
            lang: Lang::ZhHant,
        };
        let report = run(&args, Screen::new(Color::Never)).unwrap();
        let document: serde_json::Value = serde_json::from_str(&report.data).unwrap();
        assert!(document["compared"]["rows"].as_u64() > Some(2), "{folder}");
        crate::explain::tests::conforms(&document, &schema, &schema, "$").unwrap();
    }
}
