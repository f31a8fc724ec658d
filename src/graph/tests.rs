use super::*;
use crate::source::Sources;
use crate::{check, explain, syntax};

const LAW: &str = r#"regulation club "Club rules" about member in en
entity member "member"
authority board "board"
fact joined_on "joined": date
fact fee_paid_on "paid the fee": event
fact excused "has a good excuse": yes/no found by board
fact age "age": whole number from 0 to 130

article 1 "Fee"
duty fee "pay the fee" of board
  arises on joined_on
  fulfilled by fee_paid_on
  deadline by the day after joined_on
  breach leads to 2(1)

article 2 "Leaving"
conclusion leaves "must leave": yes/no when any of
  (1) "unpaid fee" fee is breached
  (2) "age" too_old

article 3 "Good excuse"
exception to 2(1) when excused

article 4 "Age"
reading limit "what is too old?": whole number
  preferred (hundred) 100 because "the usual reading"
  alternative (ninety) 90 because "the careful reading"
conclusion cut_day "the day that counts": date is joined_on
conclusion too_old "is too old": yes/no when age is more than limit
take too_old as it stands on cut_day
"#;

fn model() -> Model {
    read(LAW)
}

fn read(law: &str) -> Model {
    let file = Sources::new().add("club.enact", law);
    let parse = syntax::parse(file, law);
    let tree = &parse.file;
    let checked = check(
        &[check::Input {
            file,
            tree,
            uses: &[],
        }],
        &[],
        String::new(),
    );
    checked
        .model
        .unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
}

/// The edges as sentences.
fn told(graph: &Graph) -> Vec<String> {
    let document = json::document(graph, "", None);
    let edges = document["edges"].as_array().unwrap();
    let part = |edge: &serde_json::Value, key| edge[key].as_str().unwrap().to_owned();
    edges
        .iter()
        .map(|it| [part(it, "from"), part(it, "kind"), part(it, "to")].join(" "))
        .collect()
}

fn names(graph: &Graph) -> Vec<&str> {
    graph.nodes.iter().map(|node| node.id.as_str()).collect()
}

#[test]
fn a_decision_with_all_it_rests_on() {
    let model = model();
    let graph = graph(&model, model.query("leaves"), Extent::default(), "en");
    assert_eq!(
        names(&graph),
        [
            "club.leaves",
            "club.cut_day",
            "club.too_old",
            "club.fee",
            "club 2(1)",
            "club 2(2)",
            "club 3"
        ]
    );
    assert_eq!(
        told(&graph),
        [
            "club.leaves depends on club 2(1)",
            "club.leaves depends on club 2(2)",
            "club.too_old takes its facts on club.cut_day",
            "club.fee breach leads to club 2(1)",
            "club 3 exception to club 2(1)",
            "club 2(2) depends on club.too_old",
        ]
    );
    let asked: Vec<&Node> = graph.nodes.iter().filter(|node| node.asked).collect();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].citation.as_deref(), Some("club 2"));
}

#[test]
fn facts_and_readings_are_leaves_where_asked_for() {
    let model = model();
    let extent = Extent {
        facts: true,
        depth: None,
    };
    let graph = graph(&model, model.query("too_old"), extent, "en");
    assert_eq!(
        names(&graph),
        [
            "club.cut_day",
            "club.too_old",
            "club.joined_on",
            "club.age",
            "club.limit"
        ]
    );
    let kinds: Vec<NodeKind> = graph.nodes.iter().map(|node| node.kind).collect();
    assert_eq!(kinds[3..], [NodeKind::Fact, NodeKind::Reading]);
}

#[test]
fn what_lies_beyond_the_depth_is_marked() {
    let model = model();
    let extent = Extent {
        facts: false,
        depth: Some(1),
    };
    let graph = graph(&model, model.query("leaves"), extent, "en");
    assert_eq!(names(&graph), ["club.leaves", "club 2(1)", "club 2(2)"]);
    let more: Vec<bool> = graph.nodes.iter().map(|node| node.more).collect();
    assert_eq!(more, [false, true, true]);
}

#[test]
fn a_provision_can_be_asked_about() {
    let model = model();
    let graph = graph(&model, model.query("2(1)"), Extent::default(), "en");
    assert_eq!(names(&graph), ["club.fee", "club 2(1)", "club 3"]);
}

/// The same law in two chapters, before which something is declared.
fn chaptered() -> Model {
    let law = LAW
        .replace(
            "article 1 \"Fee\"",
            "conclusion kept \"stays\": yes/no\nchapter 1 \"Of [money]\"\narticle 1 \"Fee\"",
        )
        .replace("article 3", "chapter 2 \"Of age\"\narticle 3")
        .replace("article 4", "conclude kept when excused\narticle 4");
    let law = format!("{law}conclude kept when not leaves\n");
    read(&law)
}

#[test]
fn of_a_whole_rule_set_each_article_is_one_box() {
    let model = chaptered();
    let graph = provisions(&model, "en");
    assert_eq!(
        names(&graph),
        ["club", "club 1", "club 2", "club 3", "club 4"]
    );
    // What is read as of another day, and the day itself, are both read.
    assert_eq!(
        told(&graph),
        [
            "club depends on club 3",
            "club depends on club 4",
            "club 1 breach leads to club 2",
            "club 3 exception to club 2",
            "club 2 depends on club 4",
            "club 4 depends on club 2",
        ]
    );
    let within: Vec<Option<&str>> = graph.nodes.iter().map(|it| it.within.as_deref()).collect();
    let (first, second) = (Some("chapter 1: Of [money]"), Some("chapter 2: Of age"));
    assert_eq!(within, [None, first, first, second, second]);
    let drawn = mermaid::render(&graph);
    let lines = "  n1[\"Club rules\"]
  subgraph g2[\"chapter 1: Of #91;money#93;\"]
  n2[\"Fee<br/>club 1\"]
  n3[\"Leaving<br/>club 2\"]
  end
  subgraph g3[\"chapter 2: Of age\"]
";
    assert!(drawn.contains(lines), "{drawn}");
    let drawn = dot::render(&graph);
    let lines = "  subgraph cluster_2 {
  graph [label=\"chapter 1: Of [money]\"]
  \"club 1\" [label=\"Fee\\nclub 1\"]
  \"club 2\" [label=\"Leaving\\nclub 2\"]
  }
";
    assert!(drawn.contains(lines), "{drawn}");
}

#[test]
fn nothing_in_a_label_can_end_it() {
    let node = Node {
        id: "a \"b\" \\".to_owned(),
        kind: NodeKind::Conclusion,
        label: "1. 第一條「資格」 \"x\"; <b> #1 \\\n`y`".to_owned(),
        name: None,
        citation: None,
        within: None,
        asked: false,
        more: false,
    };
    let graph = Graph {
        nodes: vec![node],
        edges: Vec::new(),
    };
    let drawn = dot::render(&graph);
    let line = r#"  "a \"b\" \\" [label="1. 第一條「資格」 \"x\"; <b> #1 \\\n`y`"]"#;
    assert!(drawn.contains(line), "{drawn}");
    let drawn = mermaid::render(&graph);
    let line = r##"  n1["1#46; 第一條「資格」 #34;x#34;#59; #60;b#62; #35;1 #92;<br/>#96;y#96;"]"##;
    assert!(drawn.contains(line), "{drawn}");
}

#[test]
fn json_is_as_its_schema_says() {
    let model = model();
    let schema: serde_json::Value = serde_json::from_str(json::schema()).unwrap();
    let extent = Extent {
        facts: true,
        depth: None,
    };
    for asked in [None, model.query("leaves")] {
        let drawn = graph(&model, asked.clone(), extent, "en");
        let document = json::document(&drawn, model.digest(), asked.map(|_| "leaves"));
        explain::tests::conforms(&document, &schema, &schema, "$").unwrap();
    }
    let document = json::document(&provisions(&chaptered(), "en"), "", None);
    explain::tests::conforms(&document, &schema, &schema, "$").unwrap();
}
