//! DOT, for Graphviz: `enact graph … --format dot | dot -Tsvg > graph.svg`.

use super::{EdgeKind, Graph, Node, NodeKind, draw};

/// The graph as a DOT document.
#[must_use]
pub fn render(graph: &Graph) -> String {
    let mut text = format!("// {}\ndigraph enact {{\n", draw::LEGEND);
    text.push_str("  graph [rankdir=LR, ranksep=0.6, nodesep=0.2]\n");
    text.push_str("  node [shape=box, fontsize=11, margin=\"0.12,0.06\"]\n");
    text.push_str("  edge [fontsize=9]\n");
    for (number, group) in (1..).zip(draw::groups(graph)) {
        if let Some(title) = group.within {
            let title = quoted(&[title]);
            text.push_str(&format!(
                "  subgraph cluster_{number} {{\n  graph [label={title}]\n"
            ));
        }
        for (_, node) in group.nodes {
            let id = quoted(&[&node.id]);
            text.push_str(&format!("  {id} [{}]\n", look(node)));
        }
        text.push_str(group.within.map_or("", |_| "  }\n"));
    }
    for edge in &graph.edges {
        let Some((decided, rests_on)) = draw::ends(graph, edge) else {
            continue;
        };
        let (from, to) = (quoted(&[&rests_on.id]), quoted(&[&decided.id]));
        let mut look = Vec::new();
        look.extend(draw::on_arrow(edge.kind).map(|words| format!("label={}", quoted(&[words]))));
        look.extend(style(edge.kind).map(|style| format!("style={style}")));
        let look = match look.as_slice() {
            [] => String::new(),
            look => format!(" [{}]", look.join(", ")),
        };
        text.push_str(&format!("  {from} -> {to}{look}\n"));
    }
    text.push_str("}\n");
    text
}

fn look(node: &Node) -> String {
    let shape = match node.kind {
        NodeKind::Provision | NodeKind::Conclusion | NodeKind::Ground | NodeKind::Norm(_) => None,
        NodeKind::Exception => Some("octagon"),
        NodeKind::Fact | NodeKind::Finding | NodeKind::External => Some("ellipse"),
        NodeKind::NotEncoded => Some("note"),
        NodeKind::Reading => Some("hexagon"),
    };
    let label = draw::lines(node);
    let label: Vec<&str> = label.iter().map(String::as_str).collect();
    let mut look = vec![format!("label={}", quoted(&label))];
    look.extend(shape.map(|shape| format!("shape={shape}")));
    if matches!(node.kind, NodeKind::Norm(_)) {
        look.push("peripheries=2".to_owned());
    }
    let style = match node.kind {
        _ if node.asked => Some("bold"),
        NodeKind::Finding | NodeKind::External | NodeKind::NotEncoded => Some("dashed"),
        NodeKind::Ground => Some("rounded"),
        _ => None,
    };
    look.extend(style.map(|style| format!("style={style}")));
    look.join(", ")
}

fn style(kind: EdgeKind) -> Option<&'static str> {
    match kind {
        EdgeKind::ExceptionTo | EdgeKind::Replaces => Some("dashed"),
        EdgeKind::Scope => Some("dotted"),
        EdgeKind::BreachLeadsTo | EdgeKind::LapseLeadsTo => Some("bold"),
        EdgeKind::DependsOn | EdgeKind::OtherDay | EdgeKind::TakenOn => None,
    }
}

/// Lines as one quoted text. Between quotes only the quote and the backslash mean anything.
fn quoted(lines: &[&str]) -> String {
    let escaped = lines.iter().map(|line| {
        line.chars().fold(String::new(), |mut text, character| {
            match character {
                '"' | '\\' => text.extend(['\\', character]),
                character if character.is_control() => text.push(' '),
                character => text.push(character),
            }
            text
        })
    });
    format!("\"{}\"", escaped.collect::<Vec<_>>().join("\\n"))
}
