//! Citations as lawyers of the language write them: `art. 10(2)`, 第10條第2款, 제10조제2호.
//!
//! Each place on the way down adds its own part by a message of the catalogue, which is offered what
//! stands above (`above`), the number or letter alone (`label`) and the part as rules write it (`own`).

use super::lang::Lang;
use crate::model::{Model, Place, PlaceId, PlaceKind, RegulationId};
use crate::syntax::ast::Rank;

/// The citation of a place; with the regulation's title where it is not the one at home.
pub(super) fn cite(model: &Model, lang: Lang, home: Option<RegulationId>, id: PlaceId) -> String {
    let place = &model.places()[id];
    let citation = within(model, lang, id);
    if home.is_none_or(|home| home == place.regulation) {
        return citation;
    }
    let regulation = model.regulations()[place.regulation]
        .naming
        .label(lang.tag());
    lang.say(
        "citation.of",
        &[("citation", &citation), ("regulation", regulation)],
    )
}

fn within(model: &Model, lang: Lang, id: PlaceId) -> String {
    let place = &model.places()[id];
    let parent = place.parent.map(|parent| (parent, &model.places()[parent]));
    let above = parent.filter(|(_, parent)| parent.kind != PlaceKind::Heading(Rank::Chapter));
    let part = above.and_then(|(above, it)| {
        let own = place.citation.strip_prefix(it.citation.as_str())?;
        Some((within(model, lang, above), own))
    });
    let (above_cited, own) = part.unwrap_or_else(|| (String::new(), place.citation.as_str()));
    let own = own.trim_start();
    // The word of the rank, as rules write it, is said by the message.
    let named = ["chapter ", "note "]
        .iter()
        .find_map(|word| own.strip_prefix(word));
    let label = named
        .unwrap_or(own)
        .trim_matches(|c: char| matches!(c, '.' | '(' | ')' | ' '));
    let (number, inserted) = label.split_once('-').unwrap_or((label, ""));
    let key = match place.kind {
        PlaceKind::Heading(Rank::Chapter) => "place.chapter",
        PlaceKind::Heading(Rank::Article) if inserted.is_empty() => "place.article",
        PlaceKind::Heading(Rank::Article) => "place.article_inserted",
        PlaceKind::Heading(Rank::Paragraph) => "place.paragraph",
        PlaceKind::Heading(Rank::Item) => "place.item",
        PlaceKind::Heading(Rank::Part) => return part_of(model, lang, place, &above_cited, own),
        PlaceKind::Heading(Rank::Proviso) => "place.proviso",
        PlaceKind::Heading(Rank::Note) if own == "note" => "place.only_note",
        PlaceKind::Heading(Rank::Note) if place.parent.is_none() => "place.title_note",
        PlaceKind::Heading(Rank::Note) => "place.note",
        PlaceKind::Clause => "place.clause",
        PlaceKind::Ground | PlaceKind::Condition => entry(label, above.map(|(_, above)| above)),
    };
    lang.say(
        key,
        &[
            ("above", &above_cited),
            ("own", own),
            ("label", label),
            ("number", number),
            ("inserted", inserted),
        ],
    )
    .trim_start()
    .to_owned()
}

/// Parts are the sentences of a provision: of two the first and second half, of three also the middle.
fn part_of(model: &Model, lang: Lang, place: &Place, above: &str, own: &str) -> String {
    let siblings = model
        .places()
        .iter()
        .filter(|(_, other)| other.parent == place.parent && other.kind == place.kind)
        .map(|(_, other)| other.citation.as_str());
    let mut siblings: Vec<_> = siblings.collect();
    siblings.sort_unstable();
    siblings.dedup();
    let position = siblings
        .iter()
        .position(|citation| *citation == place.citation)
        .unwrap_or_default();
    let key = match (siblings.len(), position) {
        (2 | 3, 0) => "place.first_part",
        (3, 1) => "place.middle_part",
        (2, 1) | (3, 2) => "place.last_part",
        _ => "place.part",
    };
    let number = (position + 1).to_string();
    lang.say(key, &[("above", above), ("own", own), ("number", &number)])
}

/// The law's own numbers are items (款, 호), below an item 目 and 목; a drafter's labels stand in brackets.
fn entry(label: &str, above: Option<&Place>) -> &'static str {
    let numbered = label.bytes().all(|b| b.is_ascii_digit());
    // 가 of 가목, 一 of 第一目.
    let lettered = label.chars().count() == 1 && !label.is_ascii();
    let below_item = above.is_some_and(|above| match above.kind {
        PlaceKind::Heading(rank) => rank == Rank::Item,
        PlaceKind::Ground | PlaceKind::Condition => true,
        PlaceKind::Clause => false,
    });
    match (numbered, lettered, below_item) {
        (true, _, false) => "place.entry",
        (true, _, true) => "place.entry_below",
        (false, true, true) => "place.entry_lettered",
        _ => "place.entry_named",
    }
}
