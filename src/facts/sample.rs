//! A small rule set for the tests of facts and scenarios, built by hand.

use crate::eval::Range;
use crate::model::{
    Choice, Conclusion, Domain, ExprId, Fact, Field, Id, KeyType, Kind, Modality, Model, Naming,
    Norm, NotEncoded, Origin, Party, PartyKind, Place, PlaceKind, Reading, Record, Regulation,
    RegulationId, Shape, Type, Unit, Validity,
};
use crate::source::Span;
use crate::syntax::ast::Rank;
use crate::value::Number;

pub(crate) fn naming(name: &str) -> Naming {
    Naming {
        name: name.to_owned(),
        labels: vec![("en".to_owned(), format!("the {name}"))],
        span: None,
    }
}

fn fact(name: &str, ty: Type) -> Fact {
    Fact {
        naming: naming(name),
        ty,
        domain: Domain::All,
        shape: Shape::Single,
        over_time: false,
        key: None,
        may_be_absent: false,
        origin: Origin::Ordinary,
        not_encoded: None,
        entity: None,
        place: None,
        regulation: RegulationId::at(0),
        presumptions: Vec::new(),
    }
}

fn field(name: &str, ty: Type) -> Field {
    Field {
        naming: naming(name),
        ty,
        domain: Domain::All,
        may_be_absent: false,
    }
}

fn regulation(name: &str) -> Regulation {
    Regulation {
        naming: naming(name),
        languages: vec!["en".to_owned()],
        counting: None,
        validity: Validity::default(),
        commencement: None,
    }
}

fn conclusion(name: &str, ty: Type) -> Conclusion {
    Conclusion {
        naming: naming(name),
        ty,
        key: None,
        collector: None,
        otherwise: None,
        open: false,
        rules: Vec::new(),
        taken_on: None,
        entity: None,
        place: None,
        regulation: RegulationId::at(0),
    }
}

/// Two regulations that both know a `rank`, a fact of every form, two conclusions, a duty, a reading.
pub(crate) fn model() -> Model {
    let mut model = Model::default();
    let scs = model.regulations.push(regulation("scs"));
    let ce = model.regulations.push(regulation("ce"));
    let place = |citation: &str, parent| Place {
        citation: citation.to_owned(),
        regulation: scs,
        kind: PlaceKind::Heading(Rank::Article),
        parent,
        labels: Vec::new(),
        validity: Validity::default(),
        descriptive: None,
        wording: Vec::new(),
        note: false,
        span: Span::default(),
    };
    let ten = model.places.push(place("10", None));
    model.places.push(place("10(2)", Some(ten)));
    let csptc = Party {
        naming: naming("csptc"),
        kind: PartyKind::Authority,
    };
    let csptc = model.parties.push(csptc);
    model.parties.push(Party {
        naming: naming("agency"),
        kind: PartyKind::Authority,
    });
    let members = |names: &[&str]| names.iter().map(|name| naming(name)).collect();
    let grade = Kind {
        naming: naming("grade"),
        ordered: true,
        members: members(&["D", "C", "B", "A"]),
    };
    let grade = model.kinds.push(grade);
    let cause = Kind {
        naming: naming("cause"),
        ordered: false,
        members: members(&["retirement", "resignation", "severance"]),
    };
    let cause = model.kinds.push(cause);
    let hours = model.units.push(Unit {
        naming: naming("hour"),
        plural: "hours".to_owned(),
    });
    let act = model.records.push(Record {
        naming: naming("activities"),
        fields: vec![field("day", Type::Date), field("organiser", Type::Text)],
    });
    let course = model.records.push(Record {
        naming: naming("course"),
        fields: vec![
            field("from_day", Type::Date),
            Field {
                may_be_absent: true,
                ..field("to_day", Type::Date)
            },
        ],
    });

    let ranks = Domain::Numbers {
        low: Number::from(1),
        high: Number::from(14),
        whole: true,
    };
    let counted = Domain::Numbers {
        low: Number::ZERO,
        high: Number::from(1_000_000_000_000_000),
        whole: false,
    };
    let whole = Type::Number {
        unit: None,
        whole: true,
    };
    let number = Type::Number {
        unit: None,
        whole: false,
    };
    let duration = Type::Number {
        unit: Some(hours),
        whole: false,
    };
    let absent = |fact: Fact| Fact {
        may_be_absent: true,
        ..fact
    };
    let facts = [
        Fact {
            shape: Shape::OverTime,
            domain: ranks.clone(),
            ..fact("rank", whole.clone())
        },
        Fact {
            regulation: ce,
            domain: ranks.clone(),
            ..fact("rank", whole.clone())
        },
        Fact {
            domain: ranks,
            ..fact("post", whole)
        },
        fact("impersonation", Type::YesNo),
        absent(fact("consent", Type::YesNo)),
        Fact {
            origin: Origin::Finding(csptc),
            ..fact("potential", Type::YesNo)
        },
        Fact {
            origin: Origin::Finding(csptc),
            key: Some(KeyType::Year),
            ..fact("appraisal", Type::Kind(grade))
        },
        Fact {
            domain: counted.clone(),
            ..fact("course_hours", duration)
        },
        Fact {
            domain: Domain::Numbers {
                low: Number::ZERO,
                high: Number::ONE,
                whole: false,
            },
            ..fact("share", number.clone())
        },
        fact("balance", number),
        fact("nickname", Type::Text),
        absent(fact("remark", Type::Text)),
        fact("training_end", Type::Date),
        Fact {
            shape: Shape::Event,
            may_be_absent: true,
            ..fact("reported_at", Type::Moment)
        },
        Fact {
            shape: Shape::Event,
            may_be_absent: true,
            ..fact("applied", Type::Date)
        },
        fact("training_year", Type::Year),
        fact("notice", Type::Period),
        fact("separation", Type::Kind(cause)),
        fact("places", Type::Set(Box::new(Type::Kind(cause)))),
        Fact {
            shape: Shape::Events(act),
            ..fact("activities", Type::Date)
        },
        Fact {
            shape: Shape::List(course),
            ..fact("courses", Type::Entry(course))
        },
        absent(Fact {
            shape: Shape::OverTime,
            ..fact("agency_name", Type::Text)
        }),
        Fact {
            origin: Origin::Assumed,
            not_encoded: Some(NotEncoded {
                taken_as: Some(Range::NO),
                because: "the plan is not published".to_owned(),
            }),
            ..fact("refresh_overdue", Type::YesNo)
        },
        Fact {
            key: Some(KeyType::Kind(cause)),
            ..fact("score", Type::Year)
        },
    ];
    for fact in facts {
        model.facts.push(fact);
    }

    model.conclusions.push(conclusion("eligible", Type::YesNo));
    model
        .conclusions
        .push(conclusion("verdict", Type::Kind(grade)));
    model.conclusions.push(Conclusion {
        key: Some(KeyType::Year),
        ..conclusion("graded", Type::YesNo)
    });
    model.norms.push(Norm {
        naming: naming("reporting"),
        modality: Modality::Duty,
        entity: None,
        place: ten,
        bearer: None,
        towards: None,
        about: None,
        arises_on: None,
        trigger: None,
        recurring: None,
        act: None,
        act_condition: None,
        deadline: None,
        leads_to: Vec::new(),
        exceptions: Vec::new(),
        scopes: Vec::new(),
        validity: Validity::default(),
        transition: None,
        successor: None,
        predecessor: None,
        regulation: scs,
        because: None,
    });
    let choice = |name: &str| Choice {
        naming: naming(name),
        value: ExprId::at(0),
        because: "so it reads".to_owned(),
    };
    model.readings.push(Reading {
        naming: naming("interval_shift"),
        ty: Type::YesNo,
        choices: vec![choice("between"), choice("later")],
        place: None,
        regulation: scs,
    });
    model
}
