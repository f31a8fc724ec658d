//! JSON for machines: `enact.graph.v1`, as its [schema] says. Keys are only ever added.

use serde_json::{Value, json};

use super::{EdgeKind, Graph, Node, draw};

/// The JSON Schema of what [`document`] gives.
#[must_use]
pub fn schema() -> &'static str {
    include_str!("graph.schema.json")
}

/// The graph as a JSON document. `decision` is the question as asked, `digest` that of the rules.
#[must_use]
pub fn document(graph: &Graph, digest: &str, decision: Option<&str>) -> Value {
    let edges = graph
        .edges
        .iter()
        .filter_map(|edge| Some((edge.kind, draw::ends(graph, edge)?)));
    json!({
        "format": "enact.graph.v1",
        "rules": {"digest": digest},
        "decision": decision,
        "nodes": graph.nodes.iter().map(node).collect::<Vec<_>>(),
        "edges": edges.map(|(kind, ends)| sentence(kind, ends)).collect::<Vec<_>>(),
    })
}

fn node(node: &Node) -> Value {
    json!({
        "id": node.id,
        "kind": draw::word(node.kind).unwrap_or("conclusion"),
        "label": node.label,
        "name": node.name,
        "citation": node.citation,
        "within": node.within,
        "asked": node.asked,
        "more": node.more,
    })
}

/// An edge as a sentence: who does what to whom.
fn sentence(kind: EdgeKind, (decided, rests_on): (&Node, &Node)) -> Value {
    let (from, words, to) = match kind {
        EdgeKind::DependsOn => (decided, "depends on", rests_on),
        EdgeKind::OtherDay => (decided, "depends as of another day on", rests_on),
        EdgeKind::TakenOn => (decided, "takes its facts on", rests_on),
        EdgeKind::Scope => (decided, "applies only where", rests_on),
        EdgeKind::ExceptionTo => (rests_on, "exception to", decided),
        EdgeKind::Replaces => (rests_on, "replaces", decided),
        EdgeKind::BreachLeadsTo => (rests_on, "breach leads to", decided),
        EdgeKind::LapseLeadsTo => (rests_on, "lapse leads to", decided),
    };
    json!({"from": from.id, "kind": words, "to": to.id})
}
