//! Mermaid, which many viewers of Markdown draw: put it in a block that begins with ```` ```mermaid ````.

use super::{EdgeKind, Graph, Node, NodeKind, draw};

/// The graph as a Mermaid flowchart.
#[must_use]
pub fn render(graph: &Graph) -> String {
    let mut text = format!("flowchart LR\n  %% {}\n", draw::LEGEND);
    for (number, group) in (1..).zip(draw::groups(graph)) {
        if let Some(title) = group.within {
            text.push_str(&format!("  subgraph g{number}[\"{}\"]\n", escaped(title)));
        }
        for (position, node) in group.nodes {
            let (open, close) = shape(node.kind);
            let lines: Vec<String> = draw::lines(node).iter().map(|it| escaped(it)).collect();
            let (number, label) = (position + 1, lines.join("<br/>"));
            text.push_str(&format!("  n{number}{open}\"{label}\"{close}\n"));
        }
        text.push_str(group.within.map_or("", |_| "  end\n"));
    }
    for edge in &graph.edges {
        let arrow = match edge.kind {
            EdgeKind::DependsOn | EdgeKind::OtherDay | EdgeKind::TakenOn => "-->",
            EdgeKind::Scope | EdgeKind::ExceptionTo | EdgeKind::Replaces => "-.->",
            EdgeKind::BreachLeadsTo | EdgeKind::LapseLeadsTo => "==>",
        };
        let words = draw::on_arrow(edge.kind).map(|words| format!("|{words}|"));
        let (from, to) = (edge.rests_on + 1, edge.decided + 1);
        text.push_str(&format!(
            "  n{from} {arrow}{} n{to}\n",
            words.unwrap_or_default()
        ));
    }
    let asked = |(number, node): (usize, &Node)| node.asked.then(|| format!("n{number}"));
    let asked: Vec<String> = (1..).zip(&graph.nodes).filter_map(asked).collect();
    if !asked.is_empty() {
        text.push_str("  classDef asked stroke-width:3px\n");
        text.push_str(&format!("  class {} asked\n", asked.join(",")));
    }
    text
}

/// The brackets that give a node its outline.
fn shape(kind: NodeKind) -> (&'static str, &'static str) {
    match kind {
        NodeKind::Provision | NodeKind::Conclusion => ("[", "]"),
        NodeKind::Ground => ("(", ")"),
        NodeKind::Norm(_) => ("[[", "]]"),
        NodeKind::Exception => ("{{", "}}"),
        NodeKind::Fact | NodeKind::Finding | NodeKind::External => ("([", "])"),
        NodeKind::NotEncoded => (">", "]"),
        NodeKind::Reading => ("[/", "/]"),
    }
}

/// A line of a label. What HTML, Markdown or Mermaid could take for a sign of its own is written by
/// its number.
fn escaped(line: &str) -> String {
    let mut text = String::new();
    let mut before = None;
    for character in line.chars() {
        match character {
            '"' | '#' | '<' | '>' | '&' | '`' | '*' | '~' | '|' | '\\' | '{' | '}' | '[' | ']'
            | ';' | '%' => text.push_str(&format!("#{};", u32::from(character))),
            // At the beginning of a line these would begin a list.
            '-' | '+' if before.is_none() => text.push_str(&format!("#{};", u32::from(character))),
            '.' | ')' if only_digits(&text) => {
                text.push_str(&format!("#{};", u32::from(character)));
            }
            character if character.is_control() => text.push(' '),
            character => text.push(character),
        }
        before = Some(character);
    }
    text
}

fn only_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
