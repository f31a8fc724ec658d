//! What both pictures share: the words in a node and on an edge.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Edge, EdgeKind, Graph, Node, NodeKind};
use crate::model::Modality;

/// What a reader of either picture is told at its head.
pub(super) const LEGEND: &str = "an arrow leads from what is read to what is decided by it";

/// Columns of a line in a node; a 漢字 takes two.
const WIDTH: usize = 32;

/// The lines in a node: what it is unless a conclusion, its label, its name, and where it stands.
pub(super) fn lines(node: &Node) -> Vec<String> {
    let kind =
        word(node.kind).filter(|_| !matches!(node.kind, NodeKind::Ground | NodeKind::Provision));
    let label = match (kind, node.label.as_str()) {
        (Some(kind), "") => kind.to_owned(),
        (Some(kind), label) => format!("{kind}: {label}"),
        (None, label) => label.to_owned(),
    };
    let mut lines = wrapped(&label);
    let name = node.name.iter().filter(|name| **name != node.label);
    lines.extend(name.cloned());
    lines.extend(node.citation.clone());
    if node.more {
        lines.push("…".to_owned());
    }
    lines
}

/// The word for what a node is; a conclusion needs none.
pub(super) fn word(kind: NodeKind) -> Option<&'static str> {
    Some(match kind {
        NodeKind::Conclusion => return None,
        NodeKind::Provision => "provision",
        NodeKind::Norm(Modality::Duty) => "duty",
        NodeKind::Norm(Modality::Right) => "right",
        NodeKind::Norm(Modality::Power) => "power",
        NodeKind::Norm(Modality::Prohibition) => "prohibition",
        NodeKind::Norm(Modality::Guideline) => "guideline",
        NodeKind::Ground => "ground",
        NodeKind::Exception => "exception",
        NodeKind::Fact => "fact",
        NodeKind::Finding => "finding",
        NodeKind::External => "external",
        NodeKind::NotEncoded => "not encoded",
        NodeKind::Reading => "reading",
    })
}

/// Nodes with their positions that stand in one chapter.
pub(super) struct Group<'g> {
    pub(super) within: Option<&'g str>,
    pub(super) nodes: Vec<(usize, &'g Node)>,
}

/// All nodes by what they stand in, in the order they come.
pub(super) fn groups(graph: &Graph) -> Vec<Group<'_>> {
    let nodes: Vec<(usize, &Node)> = graph.nodes.iter().enumerate().collect();
    let groups = nodes.chunk_by(|(_, one), (_, other)| one.within == other.within);
    groups
        .map(|group| Group {
            within: group.first().and_then(|(_, node)| node.within.as_deref()),
            nodes: group.to_vec(),
        })
        .collect()
}

/// The words on an arrow; the plain one needs none.
pub(super) fn on_arrow(kind: EdgeKind) -> Option<&'static str> {
    Some(match kind {
        EdgeKind::DependsOn => return None,
        EdgeKind::OtherDay => "as of another day",
        EdgeKind::TakenOn => "day its facts are taken on",
        EdgeKind::Scope => "applies only where",
        EdgeKind::ExceptionTo => "exception to",
        EdgeKind::Replaces => "replaces",
        EdgeKind::BreachLeadsTo => "breach leads to",
        EdgeKind::LapseLeadsTo => "lapse leads to",
    })
}

/// The nodes an edge joins: what is decided, and what it rests on.
pub(super) fn ends<'g>(graph: &'g Graph, edge: &Edge) -> Option<(&'g Node, &'g Node)> {
    graph
        .nodes
        .get(edge.decided)
        .zip(graph.nodes.get(edge.rests_on))
}

/// A text in lines, broken at spaces, and where there are none, between 漢字.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.width() + 1 + word.width() > WIDTH {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        for character in word.chars() {
            let wide = character.width().unwrap_or(0);
            // Only 漢字 may part within a word; a closing mark stays with what it closes.
            if wide == 2
                && line.width() + wide > WIDTH
                && !"，。、；：？！）」』》〉".contains(character)
            {
                lines.push(std::mem::take(&mut line));
            }
            line.push(character);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_labels_are_broken_where_they_may_be() {
        assert_eq!(
            wrapped("is confirmed and holds rank 10 or equivalent or higher"),
            ["is confirmed and holds rank 10", "or equivalent or higher"]
        );
        assert_eq!(
            wrapped("經銓敘部銓敘審定合格實授簡任第十職等或相當職務以上人員"),
            ["經銓敘部銓敘審定合格實授簡任第十", "職等或相當職務以上人員"]
        );
        assert_eq!(wrapped(""), [""; 0]);
    }
}
