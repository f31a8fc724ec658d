//! CSV.

use std::convert::Infallible;

use proptest::prelude::*;

use super::super::csv::{Cell, Line, Row, Rows, cells, delimiter};

fn rows(text: &str) -> Vec<Row> {
    let mut lines = text.split_inclusive('\n');
    let mut next = || -> Result<Option<Line>, Infallible> {
        let bytes = lines.next().map(|line| line.as_bytes().to_vec());
        Ok(bytes.map(|bytes| Line { bytes, cut: false }))
    };
    let mut rows = Rows::new();
    rows.set_delimiter(b',');
    std::iter::from_fn(|| rows.next(&mut next).unwrap()).collect()
}

#[test]
fn the_sign_between_cells_is_that_of_the_header() {
    for (header, wanted) in [
        ("rank", b','),
        ("rank,hours", b','),
        ("rank;hours", b';'),
        ("rank\thours", b'\t'),
        ("rank;\"a,b,c,d\";hours", b';'),
        ("", b','),
    ] {
        assert_eq!(delimiter(header), wanted, "{header}");
    }
}

#[test]
fn cells_know_their_places() {
    let row = "a,\"b \"\"c\"\" d\",,\"\"\r\n";
    let cells = cells(row, b',').unwrap();
    let told: Vec<(&str, &str)> = cells
        .iter()
        .map(|it| (it.text.as_str(), row.get(it.start..it.end).unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("a", "a"),
            ("b \"c\" d", "\"b \"\"c\"\" d\""),
            ("", ""),
            ("", "\"\"")
        ]
    );
    let of = |cell: &Cell, offset: usize| {
        row.get(cell.place(offset)..)
            .unwrap()
            .chars()
            .next()
            .unwrap()
    };
    assert_eq!((of(&cells[1], 3), of(&cells[1], 6)), ('c', 'd'));
}

#[test]
fn a_quote_out_of_order_costs_the_line_it_is_on() {
    let read = rows("a,\"b\nc,\"d\"\n\"e\nf\",g\nh,\"i\"j\nk\"l,m\n\"n");
    let told: Vec<(u32, String, bool)> = read
        .into_iter()
        .map(|row| {
            (
                row.line,
                String::from_utf8(row.bytes).unwrap(),
                row.trouble.is_some(),
            )
        })
        .collect();
    let wanted = [
        (1, "a,\"b\n", true),
        (2, "c,\"d\"\n", false),
        (3, "\"e\nf\",g\n", false),
        (5, "h,\"i\"j\n", true),
        (6, "k\"l,m\n", false),
        (7, "\"n", true),
    ];
    assert_eq!(
        told,
        wanted.map(|(line, row, trouble)| (line, row.to_owned(), trouble))
    );
}

proptest! {
    /// What the `csv` crate writes is read as it was, row by row and cell by cell.
    #[test]
    fn what_the_csv_crate_writes_is_read(
        table in prop::collection::vec(prop::collection::vec("[a-c,\"\n\r; 規]{0,4}", 2..4), 1..6)
    ) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let read: Vec<Vec<String>> = rows(&text)
            .into_iter()
            .map(|row| {
                prop_assert_eq!(row.trouble, None);
                let row = String::from_utf8(row.bytes).unwrap();
                Ok(cells(&row, b',').unwrap().into_iter().map(|cell| cell.text).collect())
            })
            .collect::<Result<_, TestCaseError>>()?;
        prop_assert_eq!(read, table);
    }

    /// No text makes the reader fail, and no byte of it is lost or read twice.
    #[test]
    fn every_line_is_read_once(text in "[a,\"\n\r]{0,60}") {
        let read = rows(&text);
        let all: Vec<u8> = read.iter().flat_map(|row| row.bytes.clone()).collect();
        prop_assert_eq!(String::from_utf8(all).unwrap(), text);
        for row in read.iter().filter(|row| row.trouble.is_none()) {
            let row = std::str::from_utf8(&row.bytes).unwrap();
            prop_assert!(cells(row, b',').is_ok(), "{:?}", row);
        }
    }
}
