//! Citations as lawyers write them: `art. 10(2)`, 第10條第2款.

use super::lang::Lang;
use crate::model::{Model, Place, PlaceId, PlaceKind, RegulationId};
use crate::syntax::ast::Rank;

/// The citation of a place; with the regulation's title where it is not the one at home.
pub(super) fn cite(model: &Model, lang: Lang, home: Option<RegulationId>, id: PlaceId) -> String {
    let place = &model.places()[id];
    let citation = match lang {
        Lang::En if place.kind == PlaceKind::Heading(Rank::Chapter) => place.citation.clone(),
        Lang::En => lang.say("citation.article", &[("citation", &place.citation)]),
        Lang::ZhHant => chinese(model, id),
    };
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

/// Each place on the way down from the article adds its own part: 第19條第2項後段.
fn chinese(model: &Model, id: PlaceId) -> String {
    let place = &model.places()[id];
    let parent = place.parent.map(|parent| (parent, &model.places()[parent]));
    let above = parent.filter(|(_, parent)| parent.kind != PlaceKind::Heading(Rank::Chapter));
    let own = above.and_then(|(_, above)| place.citation.strip_prefix(above.citation.as_str()));
    let part = own.unwrap_or(&place.citation);
    let label = part.trim_matches(|c: char| matches!(c, '.' | '(' | ')' | ' '));
    let here = match place.kind {
        PlaceKind::Heading(Rank::Chapter) => format!("第{label}章"),
        PlaceKind::Heading(Rank::Article) => match label.split_once('-') {
            Some((number, inserted)) => format!("第{number}條之{inserted}"),
            None => format!("第{label}條"),
        },
        PlaceKind::Heading(Rank::Paragraph) => format!("第{label}項"),
        PlaceKind::Heading(Rank::Item) => format!("第{label}款"),
        PlaceKind::Heading(Rank::Part) => sentence(model, place, label),
        PlaceKind::Heading(Rank::Proviso) => "但書".to_owned(),
        PlaceKind::Heading(Rank::Note) => {
            format!("說明{}", label.trim_start_matches("note").trim_start())
        }
        PlaceKind::Ground | PlaceKind::Condition => entry(label, above.map(|(_, above)| above)),
    };
    match above {
        Some((above, _)) if own.is_some() => format!("{}{here}", chinese(model, above)),
        _ => here,
    }
}

/// Of exactly two parts the first and the second half (前段, 後段), of more the first, second, third (第1段).
fn sentence(model: &Model, place: &Place, letter: &str) -> String {
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
        .position(|citation| *citation == place.citation);
    match (siblings.len(), position) {
        (2, Some(0)) => "前段".to_owned(),
        (2, Some(1)) => "後段".to_owned(),
        (_, Some(position)) => format!("第{}段", position + 1),
        (_, None) => format!("第{letter}段"),
    }
}

/// The law's own numbers are 款, below a 款 they are 目; a drafter's labels stand in brackets.
fn entry(label: &str, above: Option<&Place>) -> String {
    let numbered = label.bytes().all(|b| b.is_ascii_digit());
    let lettered = label.chars().count() == 1;
    let below_item = above.is_some_and(|above| match above.kind {
        PlaceKind::Heading(rank) => rank == Rank::Item,
        PlaceKind::Ground | PlaceKind::Condition => true,
    });
    match (numbered, lettered, below_item) {
        (true, _, false) => format!("第{label}款"),
        (true, _, true) | (false, true, _) => format!("第{label}目"),
        (false, false, _) => format!("（{label}）"),
    }
}
