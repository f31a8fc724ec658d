//! The program as people run it: exit codes, what goes to which stream, and bad input of every kind.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests write the files the program reads, and fail loudly"
)]

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

/// Rules small enough to know by heart: two conditions, an exception, a finding, a reading, a value.
const RULES: &str = r#"regulation demo "Demonstration rules" about officer in en

entity officer "officer"
fact rank "rank of post": whole number from 1 to 14
fact consent "consent of the employer": yes/no
fact hours "hours missed": number from 0 to 1000
authority board "the board"
fact good_reason "good reason for missing hours": yes/no found by board

article 1 "Commencement"
commencement on 2015-01-01

article 2 "Eligibility"
conclusion eligible "may be recommended": yes/no when all of
  (rank) rank is at least cut
  (consent) consent

exception to 2 when hours is more than 50 and not good_reason because "too many hours missed"

reading cut "what is a senior rank?": whole number
  preferred (ten) 10 because "the usual reading"
  alternative (nine) 9 because "deputies count"

article 3 "Share"
conclusion share "share": number is hours / 3
"#;

const SCENARIOS: &str = r#"scenarios "Eligibility"
use "demo.enact"

scenario "a senior officer" as of 2024-03-05
given
  rank is 10
  consent is yes
  hours is 0
expect eligible: yes

scenario "a junior officer" as of 2024-03-05
given
  rank is 9
  consent is yes
  hours is 0
expect eligible: no
"#;

const ELIGIBLE: &str = r#"{"id": "A1", "rank": 10, "consent": true, "hours": 0}"#;
const AS_OF: [&str; 2] = ["--as-of", "2024-03-05"];

/// A directory of its own for a test, with the rules in it.
struct Place(PathBuf);

fn place(name: &str) -> Place {
    let place = Place(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{name}")));
    let _absent = fs::remove_dir_all(&place.0);
    fs::create_dir_all(&place.0).unwrap();
    place.with("demo.enact", RULES)
}

impl Drop for Place {
    fn drop(&mut self) {
        let _left = fs::remove_dir_all(&self.0);
    }
}

/// What came of a run.
#[derive(Debug, PartialEq, Eq)]
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Place {
    fn with(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        self.write(name, text);
        self
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_enact"));
        command
            .args(args)
            .current_dir(&self.0)
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .env("TERM", "xterm");
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        ran(self.command(args).stdin(Stdio::null()).output().unwrap())
    }

    fn run_with(&self, args: &[&str], input: &str) -> Ran {
        let streams = (Stdio::piped(), Stdio::piped(), Stdio::piped());
        let mut child = self
            .command(args)
            .stdin(streams.0)
            .stdout(streams.1)
            .stderr(streams.2)
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        ran(child.wait_with_output().unwrap())
    }

    /// Evaluates the case in a file to JSON.
    fn evaluation(&self, facts: &str) -> Value {
        let run = self.run(&[
            "eval",
            "demo.enact",
            "--facts",
            facts,
            "--as-of",
            "2024-03-05",
            "--format",
            "json",
        ]);
        assert_eq!(run.code, Some(0), "{run:?}");
        serde_json::from_str(&run.out).unwrap()
    }
}

fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Ran {
    /// It could not run, said this, and answered nothing.
    #[track_caller]
    fn could_not_run(&self, parts: &[&str]) {
        assert_eq!(self.code, Some(2), "{self:?}");
        assert_eq!(self.out, "");
        self.says(parts);
    }

    #[track_caller]
    fn says(&self, parts: &[&str]) {
        for part in parts {
            assert!(self.err.contains(part), "`{part}` is not in {self:?}");
        }
        assert!(
            !self.err.contains("panicked") && !self.err.contains("error: internal failure"),
            "{self:?}"
        );
    }

    /// `check` found exactly this, in the concise form.
    #[track_caller]
    fn found(&self, code: &str, parts: &[&str]) {
        assert_eq!(self.code, Some(1), "{self:?}");
        assert!(self.out.contains(&format!("error[{code}]")), "{self:?}");
        assert_eq!(
            self.out.lines().count(),
            1,
            "one mistake, one message: {self:?}"
        );
        for part in parts {
            assert!(self.out.contains(part), "`{part}` is not in {self:?}");
        }
    }
}

fn check_concise(place: &Place, path: &str) -> Ran {
    place.run(&["check", path, "--format", "concise"])
}

mod usage {
    use super::*;

    #[test]
    fn no_arguments_is_help_and_wrong_usage() {
        let run = place("no-arguments").run(&[]);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
        run.says(&["Usage:", "enact check policies/tw/scs", "Exit codes:"]);
    }

    #[test]
    fn help_and_version_are_answers() {
        let place = place("help");
        for args in [
            &["--help"][..],
            &["--version"],
            &["check", "--help"],
            &["help", "eval"],
        ] {
            let run = place.run(args);
            assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{args:?}");
            assert!(run.out.contains("enact"), "{args:?}");
        }
    }

    #[test]
    fn every_command_shows_examples() {
        let place = place("examples");
        for command in [
            "check",
            "fmt",
            "facts",
            "eval",
            "why",
            "outline",
            "test",
            "explain",
            "completions",
        ] {
            let help = place.run(&[command, "--help"]).out;
            assert!(
                help.contains(&format!("Examples:\n  enact {command}")),
                "{command}: {help}"
            );
        }
    }

    #[test]
    fn an_unknown_command_or_option_is_wrong_usage() {
        let place = place("unknown-command");
        place
            .run(&["chekc", "demo.enact"])
            .could_not_run(&["chekc", "check"]);
        place
            .run(&["check", "--colour", "demo.enact"])
            .could_not_run(&["--colour"]);
    }

    #[test]
    fn completions_for_shells() {
        let place = place("completions");
        for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
            let run = place.run(&["completions", shell]);
            assert_eq!(run.code, Some(0));
            assert!(
                run.out.contains("may_matter") || run.out.contains("outline"),
                "{shell}"
            );
        }
        place.run(&["completions", "tcsh"]).could_not_run(&["tcsh"]);
    }

    #[test]
    fn a_closed_pipe_ends_quietly() {
        let place = place("closed-pipe");
        let mut child = place
            .command(&["explain"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut err = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut err)
            .unwrap();
        assert_eq!(err, "");
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_told() {
        let place = place("full-disk");
        let full = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let run = ran(place.command(&["explain"]).stdout(full).output().unwrap());
        run.could_not_run(&["the output cannot be written", "no space left"]);
    }
}

mod written {
    use super::*;

    /// `enact eval` of the case in `f.json`.
    fn eval(place: &Place, more: &[&str]) -> Ran {
        let args = ["eval", "demo.enact", "--facts", "f.json"];
        place.run(&[&args[..], &AS_OF, more].concat())
    }

    #[test]
    fn nothing_that_is_read_is_written_over() {
        let place = place("write-over")
            .with("f.json", ELIGIBLE)
            .with("s.enact", SCENARIOS)
            .with("new.enact", RULES.replace("at least cut", "at least 9"));
        fs::create_dir(place.0.join("inner")).unwrap();
        for (path, said) in [
            (
                "f.json",
                "`f.json` is read here: `--receipt` would overwrite it",
            ),
            ("inner/../f.json", "would overwrite"),
            ("./demo.enact", "`demo.enact` is read here"),
        ] {
            eval(&place, &["--receipt", path]).could_not_run(&[said]);
            eval(&place, &["--rejects", path]).could_not_run(&["would overwrite"]);
        }
        let witness = [
            "witness",
            "demo.enact",
            "new.enact",
            "eligible",
            "--as-of",
            "2024-03-05",
        ];
        place
            .run(&[&witness[..], &["--write-case", "new.enact"]].concat())
            .could_not_run(&["`--write-case` would overwrite it"]);
        place
            .run(&["test", "s.enact", "--coverage", "--html", "demo.enact"])
            .could_not_run(&["`--html` would overwrite it"]);
        let impact = ["impact", "demo.enact", "new.enact", "--cases", "f.json"];
        place
            .run(&[&impact[..], &AS_OF, &["--rejects", "new.enact"]].concat())
            .could_not_run(&["`--rejects` would overwrite it"]);
        assert_eq!(place.text("f.json"), ELIGIBLE);
        assert_eq!(place.text("demo.enact"), RULES);
        assert_eq!(place.text("s.enact"), SCENARIOS);
    }

    #[test]
    #[cfg(unix)]
    fn nor_by_another_name_of_it() {
        let place = place("write-links").with("f.json", ELIGIBLE);
        fs::hard_link(place.0.join("f.json"), place.0.join("hard.json")).unwrap();
        std::os::unix::fs::symlink("f.json", place.0.join("soft.json")).unwrap();
        for link in ["hard.json", "soft.json"] {
            for option in ["--receipt", "--rejects"] {
                eval(&place, &[option, link]).could_not_run(&["would overwrite"]);
            }
        }
        assert_eq!(place.text("f.json"), ELIGIBLE);
        let mut command = place.command(&["eval", "demo.enact", "--facts", "-"]);
        let facts = fs::File::open(place.0.join("f.json")).unwrap();
        let run = command
            .args(AS_OF)
            .args(["--rejects", "f.json"])
            .stdin(facts);
        ran(run.output().unwrap()).could_not_run(&["would overwrite"]);
        assert_eq!(place.text("f.json"), ELIGIBLE);
    }

    #[test]
    fn one_file_is_not_written_for_two() {
        let place = place("write-twice").with("f.json", ELIGIBLE);
        eval(&place, &["--receipt", "r", "--rejects", "./r"]).could_not_run(&[
            "`r` is to be written by `--receipt`: `--rejects` would overwrite it",
        ]);
        eval(&place, &["--receipt", "-"])
            .could_not_run(&["`--receipt` names a file, and `-` is none"]);
        assert!(!place.0.join("r").exists() && !place.0.join("-").exists());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_device_is_written_through() {
        let place = place("write-device")
            .with("f.json", ELIGIBLE)
            .with("s.enact", SCENARIOS)
            .with("new.enact", RULES.replace("at least cut", "at least 9"));
        let run = eval(&place, &["--receipt", "/dev/stdout"]);
        assert!(run.out.contains("enact.receipt.v1"), "{run:?}");
        let witness = [
            "witness",
            "demo.enact",
            "new.enact",
            "eligible",
            "--as-of",
            "2024-03-05",
        ];
        let run = place.run(&[&witness[..], &["--write-case", "/dev/stdout"]].concat());
        assert!(run.out.contains("\"rank\": 9"), "{run:?}");
        let run = place.run(&["test", "s.enact", "--coverage", "--html", "/dev/stdout"]);
        assert!(run.out.contains("<!DOCTYPE html>"), "{run:?}");
        let pipe = place.0.join("pipe.enact");
        assert!(
            Command::new("mkfifo")
                .arg(&pipe)
                .status()
                .unwrap()
                .success()
        );
        let text = RULES.replace("article 3", "article  3");
        let writer = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::write(pipe, text).unwrap()
        });
        place
            .run(&["fmt", "pipe.enact"])
            .could_not_run(&["`pipe.enact` cannot be written: nothing can take the place"]);
        writer.join().unwrap();
        assert!(!fs::metadata(pipe).unwrap().is_file());
    }
}

/// What a file holds does not steer the terminal on which people read of it.
mod steered {
    use super::*;

    const STEERED: &str = "may\u{202e}be\u{1b}]0;x\u{7}\u{9b}2J";

    fn steered(name: &str) -> Place {
        let rules = RULES
            .replace("may be recommended", STEERED)
            .replace("Eligibility", STEERED)
            .replace("rank of post", STEERED)
            .replace("too many hours missed", STEERED);
        let scenario = SCENARIOS
            .replace("a junior officer", STEERED)
            .replace("eligible: no", "eligible: yes");
        let facts = r#"{"rank": 10, "consent": true, "hours": 60, "good_reason": false, "id": "#;
        let facts = format!("{facts}\"yes\u{202e}on\"}}");
        place(name)
            .with("demo.enact", rules)
            .with("s.enact", scenario)
            .with("f.json", facts)
    }

    #[test]
    fn what_people_read_shows_what_would_steer() {
        let place = steered("steered-human");
        let facts = ["--facts", "f.json", "--as-of", "2024-03-05"];
        let told = |args: &[&str], shown: bool| {
            for color in ["never", "always"] {
                let run = place.run(&[args, &["--color", color]].concat());
                let all = format!("{}{}", run.out, run.err);
                let bad = |c: char| c.is_control() && c != '\n' && c != '\u{1b}';
                assert!(
                    !all.contains(bad) && !all.contains('\u{202e}'),
                    "{args:?} {all:?}"
                );
                assert!(!all.contains("\u{1b}]"), "{args:?} {all:?}");
                assert!(all.contains("\\u{202e}") || !shown, "{args:?} {all}");
            }
        };
        told(&[&["eval", "demo.enact"], &facts[..]].concat(), true);
        told(
            &[&["why", "demo.enact", "eligible", "--full"], &facts[..]].concat(),
            true,
        );
        told(
            &[
                &["why", "demo.enact", "eligible", "--format", "markdown"],
                &facts[..],
            ]
            .concat(),
            true,
        );
        told(
            &[
                &[
                    "timeline",
                    "demo.enact",
                    "--from",
                    "2024-01-01",
                    "--until",
                    "2024-12-31",
                ],
                &facts[..],
            ]
            .concat(),
            false,
        );
        told(&["outline", "demo.enact"], true);
        told(&["facts", "demo.enact"], true);
        told(&["test", "s.enact", "--coverage"], true);
        told(&["mutate", "s.enact"], false);
        told(&["check", "demo.enact"], false);
        told(&["check", "demo.enact", "--format", "concise"], false);
        told(&["explain", "bidirectional-control"], false);
    }

    #[test]
    fn what_programs_read_stays_what_it_is() {
        let place = steered("steered-json");
        let args = [
            "why",
            "demo.enact",
            "eligible",
            "--facts",
            "f.json",
            "--format",
            "json",
        ];
        let run = place.run(&[&args[..], &AS_OF].concat());
        let document: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(document["cases"][0]["id"], "yes\u{202e}on");
        let text = place.text("demo.enact");
        assert_eq!(
            place
                .run_with(&["fmt", "-"], &text)
                .out
                .matches(STEERED)
                .count(),
            4
        );
    }

    #[test]
    fn a_rule_file_that_reorders_is_warned_of_once() {
        let place = steered("steered-check");
        let run = place.run(&["check", "demo.enact", "--format", "concise"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert_eq!(
            run.out.matches("warning[bidirectional-control]").count(),
            1,
            "{run:?}"
        );
    }
}

mod colour {
    use super::*;

    const ESCAPE: char = '\u{1b}';

    fn colored(place: &Place, args: &[&str], environment: &[(&str, &str)]) -> bool {
        let mut command = place.command(&["check", "broken.enact"]);
        command.args(args).envs(environment.iter().copied());
        ran(command.output().unwrap()).out.contains(ESCAPE)
    }

    #[test]
    fn only_where_wanted() {
        let place = place("colour").with(
            "broken.enact",
            "regulation demo \"x\"\narticle 1\nconclude nothing\n",
        );
        assert!(!colored(&place, &[], &[]), "a pipe is no terminal");
        assert!(colored(&place, &["--color", "always"], &[]));
        assert!(
            colored(&place, &["--color", "always"], &[("NO_COLOR", "1")]),
            "an option outranks the environment"
        );
        assert!(colored(&place, &[], &[("CLICOLOR_FORCE", "1")]));
        assert!(!colored(&place, &[], &[("CLICOLOR_FORCE", "0")]));
        assert!(!colored(
            &place,
            &[],
            &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]
        ));
        assert!(!colored(
            &place,
            &["--color", "never"],
            &[("CLICOLOR_FORCE", "1")]
        ));
    }
}

mod check {
    use super::*;

    #[test]
    fn sound_rules() {
        let run = place("sound").run(&["check", "demo.enact"]);
        assert_eq!((run.code, run.out.as_str()), (Some(0), ""), "{run:?}");
        run.says(&["no errors or warnings"]);
    }

    #[test]
    fn formats_agree_on_the_exit_code() {
        let place = place("formats").with("x.enact", RULES.replace("consent\n\n", "consnet\n\n"));
        for format in ["human", "concise", "json"] {
            let run = place.run(&["check", "x.enact", "--format", format]);
            assert_eq!(run.code, Some(1), "{format}");
            assert!(run.out.contains("unknown-name"), "{format}: {}", run.out);
            run.says(&["1 error"]);
        }
        check_concise(&place, "x.enact").found(
            "unknown-name",
            &["x.enact:16:13:", "did you mean `consent`?"],
        );
    }

    #[test]
    fn json_has_lines_and_columns_in_characters() {
        let place = place("json").with(
            "x.enact",
            RULES.replace("(consent) consent", "(同意) 同意書"),
        );
        let run = place.run(&["check", "x.enact", "--format", "json"]);
        let document: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(document["format"], "enact.diagnostics.v1");
        let found = &document["diagnostics"][0];
        assert_eq!(found["file"], "x.enact");
        assert_eq!(
            (&found["start"]["line"], &found["start"]["column"]),
            (&json!(16), &json!(8))
        );
        assert_eq!(found["end"]["column"], 11);
    }

    #[test]
    fn not_utf8() {
        let place = place("not-utf8")
            .with("x.enact", b"regulation x \"\xb3W\xabh\"\n")
            .with("y.enact", b"\xff\xfer\0");
        check_concise(&place, "x.enact")
            .found("not-utf8", &["x.enact:1:15:", "byte 15 (0xb3)", "UTF-8"]);
        check_concise(&place, "y.enact").found("not-utf8", &["UTF-16"]);
        place
            .run(&[
                "eval",
                "x.enact",
                "--facts",
                "f.json",
                "--as-of",
                "2024-03-05",
            ])
            .could_not_run(&["byte 15 (0xb3)"]);
    }

    #[test]
    fn a_byte_order_mark_and_crlf_are_fine() {
        let place = place("bom").with(
            "x.enact",
            format!("\u{feff}{}", RULES.replace('\n', "\r\n")),
        );
        let run = place.run(&["check", "x.enact"]);
        assert_eq!((run.code, run.out.as_str()), (Some(0), ""), "{run:?}");
    }

    #[test]
    fn an_empty_file() {
        let place = place("empty")
            .with("x.enact", "")
            .with("sub/a.enact", RULES)
            .with("sub/b.enact", "-- later\n");
        check_concise(&place, "x.enact").found("empty-file", &["x.enact:1:1:"]);
        place
            .run(&["outline", "x.enact"])
            .could_not_run(&["empty-file"]);
        let run = check_concise(&place, "sub");
        assert_eq!(run.code, Some(0), "among others it is a warning: {run:?}");
        assert!(
            run.out.contains("sub/b.enact:1:1: warning[empty-file]"),
            "{run:?}"
        );
    }

    #[test]
    fn a_missing_file_and_an_empty_directory() {
        let place = place("missing");
        place
            .run(&["check", "dmeo.enact"])
            .could_not_run(&["`dmeo.enact` cannot be read", "did you mean `demo.enact`?"]);
        fs::create_dir(place.0.join("empty")).unwrap();
        place
            .run(&["check", "empty"])
            .could_not_run(&["there is no `.enact` file in `empty`"]);
    }

    #[test]
    fn what_can_be_read_is_checked_beside_what_cannot() {
        let place = place("beside").with(
            "x.enact",
            "regulation x \"x\"\narticle 1\nconclude nothing\n",
        );
        let run = place.run(&["check", "nowhere", "x.enact", "--format", "concise"]);
        assert_eq!(run.code, Some(2));
        assert!(run.out.contains("x.enact:3:"), "{run:?}");
        run.says(&["`nowhere` cannot be read"]);
    }

    #[test]
    fn a_dangling_use() {
        let place = place("dangling")
            .with(
                "x.enact",
                "vocabulary x\nuse \"shraed.enact\"\nuse \"sub\"\n",
            )
            .with("shared.enact", RULES);
        fs::create_dir(place.0.join("sub")).unwrap();
        let run = check_concise(&place, "x.enact");
        assert_eq!(run.code, Some(1));
        let lines: Vec<&str> = run.out.lines().collect();
        assert_eq!(lines.len(), 2, "{run:?}");
        assert!(
            lines[0].contains("x.enact:2:5: error[dangling-use]")
                && lines[0].contains("did you mean `shared.enact`?"),
            "{run:?}"
        );
        assert!(
            lines[1].contains("x.enact:3:5: error[dangling-use]")
                && lines[1].contains("is a directory"),
            "{run:?}"
        );
    }

    #[test]
    fn names_missing_because_of_a_missing_file_are_not_reported() {
        let place = place("one-message").with(
            "x.enact",
            format!("{RULES}\nuse \"gone.enact\"\nconclude gone when lost\n"),
        );
        check_concise(&place, "x.enact").found("dangling-use", &["gone.enact"]);
    }

    #[test]
    fn a_circle_of_use() {
        let place = place("circle")
            .with("a.enact", "vocabulary a\nuse \"b.enact\"\n")
            .with("b.enact", "vocabulary b\nuse \"c.enact\"\n")
            .with("c.enact", "vocabulary c\nuse \"a.enact\"\n")
            .with("d.enact", "vocabulary d\nuse \"d.enact\"\n");
        check_concise(&place, "a.enact").found(
            "use-cycle",
            &[
                "c.enact:2:5:",
                "`a.enact` → `b.enact` → `c.enact` → `a.enact`",
            ],
        );
        check_concise(&place, "d.enact").found("use-cycle", &["`d.enact` uses itself"]);
    }

    #[test]
    fn a_part_brings_its_head_and_its_sisters_without_a_circle() {
        let (head, rest) = RULES.split_at(RULES.find("article 2").unwrap());
        let place = place("parts")
            .with(
                "law/head.enact",
                head.replace("entity officer", "use \"part.enact\"\n\nentity officer"),
            )
            .with(
                "law/part.enact",
                format!("regulation demo continued from \"head.enact\"\n\n{rest}"),
            );
        for path in ["law", "law/head.enact", "law/part.enact"] {
            let run = place.run(&["check", path]);
            assert_eq!(
                (run.code, run.out.as_str()),
                (Some(0), ""),
                "{path}: {run:?}"
            );
        }
        let digest = |path| {
            let run = place.run(&["outline", path, "--format", "json"]);
            serde_json::from_str::<Value>(&run.out).unwrap()["rules"]["digest"].clone()
        };
        assert_eq!(
            digest("law"),
            digest("law/part.enact"),
            "the same rules, however called on"
        );
        assert_eq!(digest("law/../law/head.enact"), digest("law"));
        assert_ne!(digest("law"), digest("demo.enact"));
    }

    #[test]
    fn a_calendar_that_cannot_be_read() {
        let rules = RULES.replace(
            "entity officer",
            "calendar tw \"calendar\" from \"days.csv\"\nentity officer",
        );
        let place = place("calendar").with("x.enact", rules);
        check_concise(&place, "x.enact").found("dangling-use", &["days.csv"]);
        place.write("days.csv", "date,kind,name,source\n2024-02-30,off,x,y\n");
        check_concise(&place, "x.enact").found("bad-literal", &["days.csv:2:1:", "2024-02-30"]);
        place.write(
            "days.csv",
            b"date,kind,name,source\n2024-02-28,off,\xb3,y\n",
        );
        check_concise(&place, "x.enact").found("not-utf8", &["days.csv:2:16:"]);
        for (rows, line, said) in [
            (
                "2024-01-01,off,a,x\n2024-01-01,work,,x",
                3,
                "listed already, on line 2",
            ),
            ("2024-01-01,holiday,a,x", 2, "write `off` or `work`"),
            ("2024-01-01,off,a", 2, "four fields are needed"),
        ] {
            place.write("days.csv", format!("date,kind,name,source\n{rows}\n"));
            let at = format!("days.csv:{line}:1:");
            check_concise(&place, "x.enact").found("bad-literal", &[at.as_str(), said]);
        }
        place.write(
            "days.csv",
            "# version:\ndate,kind,name,source\n2024-01-01,off,a,x\n",
        );
        check_concise(&place, "x.enact").found("bad-literal", &["days.csv:1:1:", "says nothing"]);
    }

    #[test]
    fn hostile_text_is_refused_in_time() {
        let deep = RULES.replace(
            "hours / 3",
            &format!("{}hours{}", "(".repeat(10_000), ")".repeat(10_000)),
        );
        let long = format!("{RULES}-- {}\n", "x".repeat(10 << 20));
        let long_entry = RULES.replace(
            "hours / 3",
            &format!("hours{}", " + hours".repeat(1_400_000)),
        );
        let place = place("hostile")
            .with("deep.enact", deep)
            .with("comment.enact", long)
            .with("entry.enact", long_entry);
        check_concise(&place, "deep.enact").found("too-deep", &["deep.enact:"]);
        check_concise(&place, "entry.enact").found("too-large", &["entry.enact:"]);
        let run = check_concise(&place, "comment.enact");
        assert_eq!(
            (run.code, run.out.as_str()),
            (Some(0), ""),
            "a long comment harms nobody"
        );
    }

    #[test]
    fn a_file_past_the_limit_is_not_read() {
        let place = place("too-large");
        let file = fs::File::create(place.0.join("x.enact")).unwrap();
        file.set_len((64 << 20) + 1).unwrap();
        check_concise(&place, "x.enact").found("too-large", &["64 MiB"]);
    }

    #[test]
    #[cfg(unix)]
    fn links_and_hidden_files() {
        let place = place("links")
            .with("sub/a.enact", RULES)
            .with("sub/.b.enact", "broken")
            .with("sub/.git/c.enact", "broken");
        std::os::unix::fs::symlink("a.enact", place.0.join("sub/z.enact")).unwrap();
        std::os::unix::fs::symlink("..", place.0.join("sub/up")).unwrap();
        let run = check_concise(&place, "sub");
        assert_eq!(
            (run.code, run.out.as_str()),
            (Some(0), ""),
            "one file, read once: {run:?}"
        );
    }

    #[test]
    fn mistakes_in_scenarios_are_found() {
        let place =
            place("scenario-mistake").with("s.enact", SCENARIOS.replace("rank is 9", "rnak is 9"));
        check_concise(&place, "s.enact")
            .found("unknown-name", &["s.enact:13:", "did you mean `rank`?"]);
    }
}

mod fmt {
    use super::*;

    const UNTIDY: &str = "regulation   demo    \"Demonstration\"\n\n\n\narticle 1   \"One\"\n";

    #[test]
    fn writes_once_and_then_leaves_alone() {
        let place = place("fmt").with("x.enact", UNTIDY);
        let run = place.run(&["fmt", "x.enact"]);
        assert_eq!((run.code, run.out.as_str()), (Some(0), ""), "{run:?}");
        run.says(&["1 file formatted, 0 left as they are"]);
        let tidy = place.text("x.enact");
        assert_ne!(tidy, UNTIDY);
        assert_eq!(place.run(&["fmt", "--check", "x.enact"]).code, Some(0));
        place
            .run(&["fmt", "x.enact"])
            .says(&["0 files formatted, 1 left as they are"]);
        assert_eq!(place.text("x.enact"), tidy);
        assert_eq!(
            fs::read_dir(&place.0).unwrap().count(),
            2,
            "nothing is left beside it"
        );
    }

    #[test]
    fn check_and_diff_write_nothing() {
        let place = place("fmt-check")
            .with("sub/x.enact", UNTIDY)
            .with("sub/y.enact", UNTIDY);
        let run = place.run(&["fmt", "--check", "sub"]);
        assert_eq!(
            (run.code, run.out.as_str()),
            (Some(1), "sub/x.enact\nsub/y.enact\n")
        );
        let run = place.run(&["fmt", "--diff", "sub/x.enact"]);
        assert_eq!(run.code, Some(1));
        assert!(
            run.out.contains("-regulation   demo") && run.out.contains("+regulation demo"),
            "{run:?}"
        );
        assert_eq!(place.text("sub/x.enact"), UNTIDY);
    }

    #[test]
    fn a_file_with_errors_is_left_alone_and_the_others_are_not() {
        let broken = format!("{UNTIDY}conclude when when\n");
        let place = place("fmt-errors")
            .with("a.enact", &broken)
            .with("b.enact", UNTIDY);
        let run = place.run(&["fmt", "a.enact", "b.enact"]);
        assert_eq!(run.code, Some(2));
        run.says(&["`a.enact` is left as it is"]);
        assert_eq!(place.text("a.enact"), broken);
        assert_ne!(place.text("b.enact"), UNTIDY);
    }

    #[test]
    fn bad_files_are_named() {
        let place = place("fmt-bad").with("x.enact", b"-- \xb3\n");
        place
            .run(&["fmt", "x.enact"])
            .could_not_run(&["`x.enact` cannot be read: not UTF-8 text: byte 4"]);
        place
            .run(&["fmt", "nowhere.enact"])
            .could_not_run(&["`nowhere.enact` cannot be read"]);
    }

    #[test]
    fn standard_input_goes_to_standard_output() {
        let place = place("fmt-stdin");
        let run = place.run_with(&["fmt", "-"], UNTIDY);
        assert_eq!(run.code, Some(0));
        assert!(
            run.out.starts_with("regulation demo \"Demonstration\"\n"),
            "{run:?}"
        );
        assert_eq!(
            place.run_with(&["fmt", "--check", "-"], UNTIDY).code,
            Some(1)
        );
        assert_eq!(
            place.run_with(&["fmt", "--check", "-"], &run.out).code,
            Some(0)
        );
    }

    #[test]
    fn a_byte_order_mark_and_crlf_are_tidied() {
        let place = place("fmt-bom").with(
            "x.enact",
            format!("\u{feff}{}", UNTIDY.replace('\n', "\r\n")),
        );
        assert_eq!(place.run(&["fmt", "x.enact"]).code, Some(0));
        let text = place.text("x.enact");
        assert!(!text.contains(['\r', '\u{feff}']), "{text:?}");
    }

    #[test]
    #[cfg(unix)]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let place = place("fmt-permissions").with("x.enact", UNTIDY);
        let path = place.0.join("x.enact");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("x.enact", place.0.join("link.enact")).unwrap();
        assert_eq!(place.run(&["fmt", "link.enact"]).code, Some(0));
        assert_ne!(place.text("x.enact"), UNTIDY);
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o640
        );
        assert!(
            fs::symlink_metadata(place.0.join("link.enact"))
                .unwrap()
                .is_symlink()
        );
    }

    #[test]
    #[cfg(unix)]
    fn a_file_that_may_not_be_written_is_left() {
        use std::os::unix::fs::PermissionsExt;
        let place = place("fmt-readonly").with("x.enact", UNTIDY);
        fs::set_permissions(place.0.join("x.enact"), fs::Permissions::from_mode(0o440)).unwrap();
        place
            .run(&["fmt", "x.enact"])
            .could_not_run(&["`x.enact` cannot be written", "not permitted"]);
        assert_eq!(place.text("x.enact"), UNTIDY);
    }
}

mod facts {
    use super::*;

    #[test]
    fn a_table_of_those_a_decision_reads() {
        let place = place("facts");
        let all = place.run(&["facts", "demo.enact"]);
        assert_eq!((all.code, all.err.as_str()), (Some(0), ""));
        for fact in [
            "rank",
            "consent",
            "hours",
            "good_reason",
            "found by the board",
            "from 1 to 14",
        ] {
            assert!(all.out.contains(fact), "{fact}: {}", all.out);
        }
        let share = place.run(&["facts", "demo.enact", "share"]).out;
        assert!(
            share.contains("hours") && !share.contains("rank"),
            "{share}"
        );
    }

    #[test]
    fn a_json_schema() {
        let place = place("schema");
        let run = place.run(&["facts", "demo.enact", "eligible", "--format", "json-schema"]);
        let schema: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(
            schema["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
        for fact in ["rank", "consent", "hours", "good_reason"] {
            assert!(schema["properties"][fact].is_object(), "{fact}");
        }
    }

    #[test]
    fn a_decision_that_is_not_there() {
        let place = place("facts-decision");
        place
            .run(&["facts", "demo.enact", "eligibel"])
            .could_not_run(&["`eligibel`", "did you mean `eligible`?"]);
        place
            .run(&["facts", "demo.enact", "rank"])
            .could_not_run(&["it is a fact"]);
        place
            .run(&["facts", "demo.enact", "eligible", "--lang", "tlh"])
            .could_not_run(&["tlh", "zh-Hant"]);
    }
}

mod eval {
    use super::*;

    #[test]
    fn the_calendars_are_named_with_version_range_and_digest() {
        let rules = RULES.replace(
            "entity officer",
            "calendar tw \"calendar\" from \"days.csv\"\nentity officer",
        );
        let days =
            "# version: 2026-11\ndate,kind,name,source\n2024-02-28,off,,y\n2025-01-01,off,,y\n";
        let place = place("eval-calendars")
            .with("demo.enact", rules)
            .with("days.csv", days)
            .with("f.json", ELIGIBLE);
        let document = place.evaluation("f.json");
        let calendar = &document["rules"]["calendars"][0];
        assert_eq!(
            (&calendar["name"], &calendar["version"]),
            (&json!("tw"), &json!("2026-11"))
        );
        assert_eq!(
            (&calendar["from"], &calendar["until"]),
            (&json!("2024-01-01"), &json!("2025-12-31"))
        );
        assert_eq!(calendar["digest"].as_str().map(str::len), Some(64));
    }

    #[test]
    fn the_published_form() {
        let place = place("eval-json").with("f.json", ELIGIBLE);
        let document = place.evaluation("f.json");
        assert_eq!(document["format"], "enact.evaluation.v1");
        assert_eq!(document["as_of"], "2024-03-05");
        assert_eq!(document["readings"], json!({"cut": "ten"}));
        let digest = document["rules"]["digest"].as_str().unwrap();
        assert!(
            digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{digest}"
        );
        let case = &document["cases"][0];
        assert_eq!(case["id"], "A1");
        let eligible = &case["decisions"]["eligible"];
        assert_eq!(
            (&eligible["outcome"], &eligible["value"], &eligible["needs"]),
            (&json!("yes"), &Value::Null, &json!([]))
        );
        assert!(
            eligible["because"]
                .as_array()
                .unwrap()
                .iter()
                .all(|it| it.as_str().unwrap().starts_with("demo 2")),
            "{eligible}"
        );
        assert_eq!(case["decisions"]["share"]["outcome"], "value");
        assert_eq!(case["decisions"]["share"]["value"], 0);
    }

    /// A decision for each year, of which a case may name some.
    const YEARS: &str = r#"
regulation cap "Cap" about agency in en
entity agency "agency"
entity person "person"
kind item "item": place "place", time "time"

article 1 "Who takes part" about person
  fact begun_on "begun": date
  conclusion counts "counts in the year": yes/no per year
    when year of begun_on is the year

article 2 "The cap"
  fact staff "staff": group of person
  conclusion exceeded "has too many in the year": yes/no per year
    when (number of staff where counts for the year) is more than 1

article 3 "The plan"
  fact said "items of the plan": set of item
  conclusion missing "is missing": yes/no per item
    when not (said includes the item)
"#;

    #[test]
    fn a_summary_counts_what_is_decided_key_by_key_at_each_key() {
        let staff = r#"[{"id": "a", "staff": {"complete": true, "members": [{"id": "x", "begun_on": "2023-03-01"},
            {"id": "y", "begun_on": "2023-03-01"}, {"id": "z", "begun_on": "2022-04-01"}]}},
            {"id": "b", "staff": {"complete": true, "members": [{"id": "v", "begun_on": "2023-03-01"}]}},
            {"id": "c", "staff": [{"id": "w", "begun_on": "2022-03-01"}], "said": ["place"]}]"#;
        let place = place("summary-keys")
            .with("demo.enact", YEARS)
            .with("f.json", staff);
        let eval = [
            "eval",
            "demo.enact",
            "--facts",
            "f.json",
            "--as-of",
            "2024-03-05",
            "--summary",
        ];
        let run = place.run(&eval);
        assert_eq!(run.code, Some(0), "{run:?}");
        let table = "
3 cases decided
  DECISION           OUTCOME  CASES  BECAUSE
  exceeded for 2022  no       1      cap 2 1
                     unknown  1      needs staff 1
  exceeded for 2023  no       1      cap 2 1
                     yes      1      cap 2 1
  missing for place  no       1      cap 3 1
  missing for time   yes      1      cap 3 1
";
        assert!(run.err.ends_with(table), "{}", run.err);
        let run = place.run(&[&eval[..], &["--format", "json"]].concat());
        let document: Value = serde_json::from_str(&run.out).unwrap();
        let decisions = &document["summary"]["decisions"];
        assert_eq!(decisions["exceeded for 2023"][1]["outcome"], "yes");
        assert_eq!(decisions["missing for time"][0]["count"], 1);
        // Asked for by name, there is that alone.
        let run = place.run(&[&eval[..], &["--decision", "exceeded for 2023"]].concat());
        assert!(
            run.err.contains("exceeded for 2023  no       1"),
            "{}",
            run.err
        );
        assert!(
            !run.err.contains("2022") && !run.err.contains("missing"),
            "{}",
            run.err
        );
    }

    #[test]
    fn a_summary_counts_more_keys_than_are_listed_as_one() {
        let case = |year: i32, over: bool| {
            let more = if over {
                r#", {"id": "y", "begun_on": "YEAR-05-01"}"#
            } else {
                ""
            };
            let staff = format!(
                r#"{{"staff": {{"complete": true, "members": [{{"id": "x", "begun_on": "YEAR-03-01"}}{more}]}}}}"#
            );
            staff.replace("YEAR", &year.to_string())
        };
        let table = |cases: &[String]| {
            let place = place("summary-many-keys")
                .with("demo.enact", YEARS)
                .with("f.ndjson", cases.join("\n"));
            let eval = [
                "eval",
                "demo.enact",
                "--facts",
                "f.ndjson",
                "--as-of",
                "2024-03-05",
                "--summary",
            ];
            let err = place.run(&eval).err;
            err.get(err.find("cases decided").unwrap()..)
                .unwrap()
                .to_owned()
        };
        let mut cases: Vec<String> = (1900..2000).map(|year| case(year, year % 4 == 0)).collect();
        let apart = table(&cases);
        assert!(
            apart.contains("  exceeded for 1900  yes      1      cap 2 1\n"),
            "{apart}"
        );
        assert_eq!(apart.matches("exceeded for ").count(), 100);
        cases.extend([case(1900, true), case(2000, true)]);
        let together = table(&cases);
        let rows = "exceeded per year  no       75     cap 2 75\n                     yes      27     cap 2 27\n";
        assert!(together.ends_with(rows), "{together}");
        assert!(!together.contains("exceeded for"), "{together}");
        // Whichever comes first.
        cases.reverse();
        assert_eq!(table(&cases), together);
    }

    #[test]
    fn an_impact_compares_what_is_decided_key_by_key_at_the_keys_of_either_version() {
        let newer = YEARS
            .replace("is more than 1", "is more than 2")
            .replace("when not (said", "when 3000 is less than 2 or not (said")
            .replace(
                "when year of begun_on is the year",
                "when year of begun_on is the year or year of ended_on is the year",
            )
            .replace(
                "  fact begun_on",
                "  fact ended_on \"ended\": date\n  fact begun_on",
            );
        let older = YEARS.replace(
            "  fact begun_on",
            "  fact ended_on \"ended\": date\n  fact begun_on",
        );
        let member = |id: &str, begun: &str, ended: &str| {
            format!(r#"{{"id": "{id}", "begun_on": "{begun}", "ended_on": "{ended}"}}"#)
        };
        let staff = [
            member("x", "2021-03-01", "2023-06-01"),
            member("y", "2021-03-01", "2024-02-01"),
            member("z", "2022-03-01", "2023-06-01"),
            member("u", "2022-03-01", "2023-06-01"),
        ]
        .join(", ");
        let cases = format!(
            r#"[{{"id": "a", "staff": {{"complete": true, "members": [{staff}]}}}}, {{"id": "b", "said": ["place"]}}]"#
        );
        let place = place("impact-keys")
            .with("old.enact", older)
            .with("new.enact", newer)
            .with("f.json", cases);
        let impact = |more: &[&str]| {
            let base = [
                "impact",
                "old.enact",
                "new.enact",
                "--cases",
                "f.json",
                "--as-of",
                "2024-03-05",
            ];
            place.run(&[&base[..], more].concat())
        };
        let run = impact(&["--format", "json"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        let found: Value = serde_json::from_str(&run.out).unwrap();
        let groups = found["groups"].as_array().unwrap();
        let told: Vec<String> = groups
            .iter()
            .map(|it| {
                format!(
                    "{} {} → {}",
                    it["decision"].as_str().unwrap(),
                    it["from"],
                    it["to"]
                )
            })
            .collect();
        // 2021 and 2022 had two; 2023 the newer rules alone speak of.
        assert_eq!(
            told,
            [
                r#"exceeded for 2021 "yes" → "no""#,
                r#"exceeded for 2022 "yes" → "no""#,
                r#"exceeded for 2023 "no" → "yes""#,
            ]
        );
        assert_eq!((&found["cases"], &found["changed"]), (&json!(2), &json!(1)));
        assert_eq!(found["left_out"], json!(["counts", "exceeded", "missing"]));
        run.says(&["not compared, as it is decided key by key and a case names no key, or too many: `counts`, `exceeded`, `missing`"]);
        let run = impact(&[]);
        assert!(
            run.out
                .contains("\nexceeded for 2023\n  no → yes\n    1 case, because of "),
            "{}",
            run.out
        );
        for (condition, code) in [
            ("exceeded", 1),
            ("exceeded=yes", 1),
            ("exceeded for 2021", 1),
            ("exceeded for 2021=yes", 0),
            ("exceeded for 2024", 0),
            ("missing", 0),
        ] {
            assert_eq!(
                impact(&["--fail-on", condition]).code,
                Some(code),
                "{condition}"
            );
        }
        let run = impact(&["--fail-on", "exceeded for last year"]);
        assert_eq!(run.code, Some(2));
        run.says(&["exceeded"]);
        // One that is named is asked at its keys, and one at a key there alone.
        let run = impact(&["--decision", "exceeded"]);
        assert_eq!(run.out.matches("exceeded for ").count(), 3, "{}", run.out);
        let run = impact(&["--decision", "exceeded for 2021"]);
        assert_eq!(run.out.matches("exceeded for ").count(), 1, "{}", run.out);
    }

    #[test]
    fn what_is_decided_key_by_key_is_listed_for_the_keys_of_the_case() {
        let staff = r#"[{"id": "a", "staff": [{"id": "x", "begun_on": "2021-03-01"},
            {"id": "y", "begun_on": "2023-03-01"}, {"id": "z", "begun_on": "2023-04-01"}]},
            {"id": "b", "said": ["place"]}]"#;
        let place = place("eval-keys")
            .with("demo.enact", YEARS)
            .with("f.json", staff);
        let document = place.evaluation("f.json");
        let outcomes = |case: usize| -> Vec<String> {
            let decisions = document["cases"][case]["decisions"].as_object().unwrap();
            let all = decisions.iter();
            all.map(|(name, it)| format!("{name}: {}", it["outcome"].as_str().unwrap()))
                .collect()
        };
        // The roster may have others on it, so a cap is broken for sure or not known to be.
        assert_eq!(
            outcomes(0),
            [
                "exceeded for 2021: unknown",
                "exceeded for 2022: unknown",
                "exceeded for 2023: yes"
            ]
        );
        assert_eq!(
            document["cases"][0]["left_out"],
            json!(["counts for 2024", "missing for place"])
        );
        assert_eq!(
            outcomes(1),
            ["missing for place: no", "missing for time: yes"]
        );

        let run = [
            "eval",
            "demo.enact",
            "--facts",
            "f.json",
            "--as-of",
            "2024-03-05",
        ];
        let told = place.run(&run);
        assert_eq!(told.code, Some(0), "{told:?}");
        assert!(told.out.contains("exceeded for 2023"), "{}", told.out);
        for said in [
            "not listed, as it is decided key by key",
            "--decision \"counts for 2024\"",
        ] {
            assert!(told.err.contains(said), "{}", told.err);
        }
        let only = place.run(&[&run[..], &["--decision", "exceeded for 2022"]].concat());
        assert!(
            !only.out.contains("2023") && only.err.is_empty(),
            "{only:?}"
        );

        place.run(&[&run[..], &["--receipt", "r.json"]].concat());
        let again = place.run(&["replay", "r.json", "--rules", "demo.enact"]);
        assert!(again.out.contains("2 the same, 0 different"), "{again:?}");
    }

    #[test]
    fn numbers_are_exact() {
        let place = place("eval-exact")
            .with("f.json", r#"{"hours": 1}"#)
            .with("g.json", r#"{"hours": 0.3}"#);
        assert_eq!(
            place.evaluation("f.json")["cases"][0]["decisions"]["share"]["value"],
            "1/3"
        );
        let run = place.run(&[
            "eval",
            "demo.enact",
            "--facts",
            "g.json",
            "--as-of",
            "2024-03-05",
            "--format",
            "json",
        ]);
        assert!(run.out.contains("\"value\": 0.1,"), "{}", run.out);
    }

    #[test]
    fn what_is_needed() {
        let place =
            place("eval-needs").with("f.json", r#"{"rank": 10, "consent": true, "hours": 60}"#);
        let eligible = place.evaluation("f.json")["cases"][0]["decisions"]["eligible"].clone();
        assert_eq!(
            (&eligible["outcome"], &eligible["needs"]),
            (&json!("unknown"), &json!(["good_reason"]))
        );
        let run = place.run(&[
            "eval",
            "demo.enact",
            "--facts",
            "f.json",
            "--as-of",
            "2024-03-05",
        ]);
        assert!(run.out.contains("needs good_reason"), "{}", run.out);
    }

    #[test]
    fn that_somebody_is_not_eligible_is_no_failure() {
        let place = place("eval-no").with("f.json", r#"{"rank": 9, "consent": true, "hours": 0}"#);
        let run = place.run(&[
            "eval",
            "demo.enact",
            "--facts",
            "f.json",
            "--as-of",
            "2024-03-05",
        ]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        assert!(
            run.out.contains("eligible") && run.out.contains("no"),
            "{}",
            run.out
        );
    }

    #[test]
    fn a_reading_is_switched() {
        let place =
            place("eval-reading").with("f.json", r#"{"rank": 9, "consent": true, "hours": 0}"#);
        let eval = |switch: &[&str]| {
            let args = [
                "eval",
                "demo.enact",
                "--facts",
                "f.json",
                "--as-of",
                "2024-03-05",
                "--format",
                "json",
            ];
            place.run(&[&args[..], switch].concat())
        };
        let document: Value = serde_json::from_str(&eval(&["--reading", "cut=nine"]).out).unwrap();
        assert_eq!(document["readings"]["cut"], "nine");
        assert_eq!(
            document["cases"][0]["decisions"]["eligible"]["outcome"],
            "yes"
        );
        eval(&["--reading", "cat=nine"])
            .could_not_run(&["no reading `cat`", "did you mean `cut`?"]);
        eval(&["--reading", "cut=nnie"]).could_not_run(&["`nnie`", "did you mean `nine`?"]);
        eval(&["--reading", "cut"]).could_not_run(&["NAME=CHOICE"]);
        eval(&["--reading", "cut=nine", "--reading", "cut=ten"])
            .could_not_run(&["two choices at once"]);
    }

    #[test]
    fn one_decision() {
        let place = place("eval-one").with("f.json", ELIGIBLE);
        let eval = |decision| {
            place.run(&[
                "eval",
                "demo.enact",
                "--facts",
                "f.json",
                "--as-of",
                "2024-03-05",
                "--decision",
                decision,
            ])
        };
        let run = eval("share");
        assert!(
            run.out.contains("share") && !run.out.contains("eligible"),
            "{}",
            run.out
        );
        eval("shrae").could_not_run(&["there is no decision `shrae`", "did you mean `share`?"]);
    }

    #[test]
    fn today_is_an_input() {
        let place = place("eval-today").with("f.json", ELIGIBLE);
        let eval = |as_of: &[&str]| {
            place.run(&[&["eval", "demo.enact", "--facts", "f.json"], as_of].concat())
        };
        eval(&[]).could_not_run(&["--as-of"]);
        eval(&["--as-of", "2024-02-30"]).could_not_run(&["February 2024 has 29 days"]);
        eval(&["--as-of", "today"]).could_not_run(&["not a date"]);
        assert_eq!(eval(&["--as-of", "ROC 113-03-05"]).out, eval(&AS_OF).out);
        assert_eq!(eval(&["--as-of", "民國113年3月5日"]).out, eval(&AS_OF).out);
    }

    #[test]
    fn before_the_regulation_is_an_outcome() {
        let place = place("eval-before").with("f.json", ELIGIBLE);
        let run = place.run(&[
            "eval",
            "demo.enact",
            "--facts",
            "f.json",
            "--as-of",
            "2014-12-31",
            "--format",
            "json",
        ]);
        assert_eq!(run.code, Some(0));
        run.says(&["in force from 2015-01-01"]);
        let document: Value = serde_json::from_str(&run.out).unwrap();
        let eligible = &document["cases"][0]["decisions"]["eligible"];
        assert_eq!(
            (&eligible["outcome"], &eligible["from"]),
            (&json!("not in force"), &json!("2015-01-01"))
        );
    }

    #[test]
    fn standard_input_in_three_syntaxes() {
        let place = place("eval-stdin");
        let eval = |format: &[&str], input: &str| {
            let args = [
                "eval",
                "demo.enact",
                "--facts",
                "-",
                "--as-of",
                "2024-03-05",
                "--format",
                "json",
            ];
            let run = place.run_with(&[&args[..], format].concat(), input);
            assert_eq!(run.code, Some(0), "{run:?}");
            let document: Value = serde_json::from_str(&run.out).unwrap();
            let ids = document["cases"]
                .as_array()
                .unwrap()
                .iter()
                .map(|case| case["id"].as_str().unwrap().to_owned());
            ids.collect::<Vec<_>>()
        };
        assert_eq!(eval(&[], ELIGIBLE), ["A1"]);
        assert_eq!(
            eval(&[], &format!("\u{feff}[{ELIGIBLE}, {{\"rank\": 9}}]")),
            ["A1", "2"]
        );
        assert_eq!(
            eval(
                &["--facts-format", "ndjson"],
                &format!("{ELIGIBLE}\r\n\n{{\"id\": \"B\"}}\n")
            ),
            ["A1", "B"]
        );
        assert_eq!(
            eval(&["--facts-format", "yaml"], "id: Y\nrank: 10\n---\nid: Z\n"),
            ["Y", "Z"]
        );
    }

    #[test]
    fn a_refused_case_does_not_keep_the_others_from_an_answer() {
        let text = format!(
            "{ELIGIBLE}\n{{\"id\": \"B\", \"rank\": \"ten\", \"consnet\": true}}\n{{\"id\": \"C\"}}\n"
        );
        let place = place("eval-refused").with("f.ndjson", text);
        let run = place.run(&[
            "eval",
            "demo.enact",
            "--facts",
            "f.ndjson",
            "--as-of",
            "2024-03-05",
            "--format",
            "json",
        ]);
        assert_eq!(run.code, Some(2));
        run.says(&["f.ndjson", "did you mean `consent`?"]);
        let document: Value = serde_json::from_str(&run.out).unwrap();
        let cases = document["cases"].as_array().unwrap();
        let ids: Vec<_> = cases
            .iter()
            .map(|case| case["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids, ["A1", "B", "C"]);
        assert_eq!(cases[1]["refused"].as_array().unwrap().len(), 2);
        assert_eq!(cases[1]["refused"][0]["line"], 2);
        assert!(cases[1].get("decisions").is_none() && cases[0].get("refused").is_none());
    }

    #[test]
    fn facts_that_do_not_fit() {
        let place = place("eval-misfit");
        for (name, text, parts) in [
            (
                "duplicate",
                r#"{"rank": 9, "rank": 10}"#,
                &["rank", "1:13"][..],
            ),
            ("number-as-text", r#"{"rank": "9"}"#, &["rank", "1:10"]),
            ("huge", r#"{"hours": 1e400}"#, &["1e400"]),
            (
                "no-such-day",
                r#"{"recorded_through": "2023-02-29"}"#,
                &["2023-02"],
            ),
            ("out-of-range", r#"{"rank": 15}"#, &["rank", "14"]),
            (
                "misspelt",
                r#"{"rnak": 9}"#,
                &["rnak", "did you mean `rank`?"],
            ),
            ("not-json", "{rank: 9}", &["1:2"]),
            ("empty", "", &[]),
        ] {
            let file = format!("{name}.json");
            place.write(&file, text);
            let run = place.run(&[
                "eval",
                "demo.enact",
                "--facts",
                &file,
                "--as-of",
                "2024-03-05",
            ]);
            assert_eq!(run.code, Some(2), "{name}: {run:?}");
            run.says(parts);
            run.says(&[file.as_str()]);
        }
    }

    #[test]
    fn a_yaml_bomb() {
        let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nrank: *c\n";
        let place = place("eval-bomb").with("f.yaml", bomb);
        let run = place.run(&[
            "eval",
            "demo.enact",
            "--facts",
            "f.yaml",
            "--as-of",
            "2024-03-05",
        ]);
        assert_eq!(run.code, Some(2));
        run.says(&["anchor", "f.yaml:1:4"]);
    }

    #[test]
    fn facts_that_cannot_be_read() {
        let place = place("eval-unreadable")
            .with("big5.json", b"{\"id\": \"\xb3\"}")
            .with("case.json", ELIGIBLE);
        let eval = |facts| {
            place.run(&[
                "eval",
                "demo.enact",
                "--facts",
                facts,
                "--as-of",
                "2024-03-05",
            ])
        };
        eval("csae.json")
            .could_not_run(&["`csae.json` cannot be read", "did you mean `case.json`?"]);
        eval(".").could_not_run(&["it is a directory"]);
        eval("big5.json").could_not_run(&["not UTF-8 text: byte 9 (0xb3)"]);
        fs::write(place.0.join("none.json"), "[]").unwrap();
        eval("none.json").could_not_run(&["there is no case in the file", "none.json"]);
    }

    #[test]
    fn one_name_in_two_regulations() {
        let other = "regulation other \"Another\" in en\narticle 1 \"Start\"\ncommencement on 2015-01-01\n\
                     article 2 \"It\"\nconclusion share \"share\": number is 7\n";
        let place = place("eval-two")
            .with("law/a.enact", RULES)
            .with("law/b.enact", other)
            .with("f.json", ELIGIBLE);
        let args = [
            "eval",
            "law",
            "--facts",
            "f.json",
            "--as-of",
            "2024-03-05",
            "--format",
            "json",
        ];
        let document: Value = serde_json::from_str(&place.run(&args).out).unwrap();
        let decisions = &document["cases"][0]["decisions"];
        assert_eq!(
            (
                &decisions["demo.share"]["value"],
                &decisions["other.share"]["value"]
            ),
            (&json!(0), &json!(7))
        );
        let run = place.run(&[&args[..], &["--decision", "other.share"]].concat());
        assert!(
            run.out.contains("other.share") && !run.out.contains("demo.share"),
            "{run:?}"
        );
    }

    #[test]
    fn rules_with_errors_are_not_run() {
        let place = place("eval-errors")
            .with("x.enact", RULES.replace("consent\n\n", "consnet\n\n"))
            .with("f.json", ELIGIBLE);
        place
            .run(&[
                "eval",
                "x.enact",
                "--facts",
                "f.json",
                "--as-of",
                "2024-03-05",
            ])
            .could_not_run(&["unknown-name", "1 error"]);
    }

    #[test]
    fn the_same_input_gives_the_same_bytes() {
        let place = place("eval-same").with("f.json", ELIGIBLE);
        assert_eq!(
            place.evaluation("f.json").to_string(),
            place.evaluation("f.json").to_string()
        );
    }
}

mod many {
    use super::*;

    /// Evaluates what may be recommended, with more options.
    fn eval(place: &Place, facts: &str, more: &[&str]) -> Ran {
        let args = [
            "eval",
            "demo.enact",
            "--facts",
            facts,
            "--as-of",
            "2024-03-05",
            "--decision",
            "eligible",
        ];
        place.run(&[&args[..], more].concat())
    }

    fn lines(text: &str) -> Vec<Value> {
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The outcome of each case by its id, refused ones as such.
    fn outcomes(text: &str) -> Vec<(String, String)> {
        let outcome = |case: Value| {
            let text = |way: &str, other: &str| {
                let text = case.pointer(way).and_then(Value::as_str);
                text.unwrap_or(other).to_owned()
            };
            (
                text("/id", "-"),
                text("/decisions/eligible/outcome", "refused"),
            )
        };
        lines(text).into_iter().map(outcome).collect()
    }

    fn pairs<'a>(all: &'a [(String, String)]) -> Vec<(&'a str, &'a str)> {
        let pair = |it: &'a (String, String)| (it.0.as_str(), it.1.as_str());
        all.iter().map(pair).collect()
    }

    const NDJSON: [&str; 2] = ["--format", "ndjson"];

    #[test]
    fn a_table_is_answered_row_by_row() {
        for (name, header, sign, end) in [
            ("comma", "", ",", "\n"),
            ("semicolon", "\u{feff}", ";", "\r\n"),
            ("tab", "", "\t", "\n"),
        ] {
            let rows = [
                ["id", "consent", "rank", "hours"],
                ["A1", "yes", "10", "0"],
                ["\"B, \"\"the\nsecond\"\"; \"", "no", "10", ""],
                ["C", "", "10", ""],
                ["", "true", "9", "0"],
            ];
            let rows = rows.map(|row| row.join(sign));
            let place = place(&format!("many-{name}"))
                .with("f.csv", format!("{header}{}{end}{end}", rows.join(end)));
            let run = eval(&place, "f.csv", &NDJSON);
            assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{name}");
            assert_eq!(
                pairs(&outcomes(&run.out)),
                [
                    ("A1", "yes"),
                    (format!("B, \"the{}second\"; ", "\n").as_str(), "no"),
                    ("C", "unknown"),
                    ("4", "no"),
                ],
                "{name}"
            );
        }
    }

    #[test]
    fn a_table_from_standard_input_gives_the_same_document() {
        let place = place("many-stdin").with("f.ndjson", format!("{ELIGIBLE}\n"));
        let args = [
            "eval",
            "demo.enact",
            "--as-of",
            "2024-03-05",
            "--format",
            "json",
            "--facts",
            "-",
        ];
        let csv = "id,rank,consent,hours\nA1,10,yes,0";
        let table = place.run_with(&[&args[..], &["--facts-format", "csv"]].concat(), csv);
        let ndjson = place.run(&[&args[..7], &["f.ndjson"]].concat());
        assert_eq!(table, ndjson);
        assert_eq!(table.code, Some(0));
        // The same text as of a document printed at once.
        let document: Value = serde_json::from_str(&table.out).unwrap();
        let whole = serde_json::to_string_pretty(&document).unwrap();
        assert_eq!(table.out, format!("{whole}\n"));
    }

    #[test]
    fn a_row_that_does_not_fit_is_refused_and_the_others_are_not() {
        let text = "id,rank,consent,hours\n\
                    A,10,yes,0\n\
                    range,15,yes,0\n\
                    ragged,10,yes\n\
                    full,１０,yes,0\n\
                    word,ten,Yes,0\n\
                    zero,007,yes,0\n\
                    comma,10,yes,\"1,5\"\n\
                    space, 10,yes,0\n\
                    absent,absent,yes,0\n\
                    A,10,yes,0\n\
                    big,10,yes,12345678901234567890\n\
                    json,10,yes,\"[1,\"\n\
                    Z,9,yes,0\n";
        let place = place("many-rejects").with("f.csv", text);
        let run = eval(
            &place,
            "f.csv",
            &[&NDJSON[..], &["--rejects", "r.ndjson"]].concat(),
        );
        assert_eq!(run.code, Some(2), "{run:?}");
        run.says(&["note: 11 cases were refused: see `r.ndjson`"]);
        assert_eq!(pairs(&outcomes(&run.out)), [("A", "yes"), ("Z", "no")]);
        let rejects = lines(&place.text("r.ndjson"));
        let told: Vec<String> = rejects
            .iter()
            .map(|it| {
                format!(
                    "{}:{} {} {}: {}",
                    it["line"],
                    it["column"],
                    it["path"].as_str().unwrap(),
                    it["code"].as_str().unwrap(),
                    it["message"].as_str().unwrap()
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "3:7 rank out-of-range: `rank` must be a whole number from 1 to 14, not the number `15`",
                "4:1  malformed-data: the row has 3 cells, the header 4",
                "5:6 rank wrong-type: `rank` must be a whole number from 1 to 14, not the text `１０`",
                "6:6 rank wrong-type: `rank` must be a whole number from 1 to 14, not the text `ten`",
                "7:6 rank bad-literal: `rank`: `007` cannot be read as a number: it cannot begin with a `0`",
                "8:14 hours wrong-type: `hours` must be a number from 0 to 1000, not the text `1,5`",
                "9:7 rank wrong-type: `rank` must be a whole number from 1 to 14, not the text ` 10`",
                "10:8 rank not-absent-able: `rank` cannot be absent",
                "11:1 id duplicate-key: two cases have the id `A`",
                "12:12 hours out-of-range: `hours` must be a number with at most 15 digits before and 9 \
                 after the point, not the number `12345678901234567890`",
                "13:17 hours malformed-data: the text ends where a value is expected",
            ]
        );
        assert_eq!(rejects[0]["row"], "range,15,yes,0");
        assert_eq!(rejects[2]["help"][0], "write its digits as `10`");
        assert_eq!(rejects[3]["more"][0]["path"], "consent");
        assert_eq!(rejects[8]["help"][0], "the first of them begins on line 2");

        // Without a file for them they stand among the answers, and the first are drawn.
        let run = eval(&place, "f.csv", &NDJSON);
        assert_eq!(run.code, Some(2));
        run.says(&["f.csv:3:7", "range,15,yes,0", "12 errors in 1 file"]);
        assert_eq!(outcomes(&run.out).len(), 13);
        assert_eq!(lines(&run.out)[1]["refused"][0]["line"], 3);
    }

    #[test]
    fn one_slip_with_quotes_costs_one_row() {
        let text = "id,rank,consent\nA,10,\"yes\nB,10,yes\nC,10,\"yes\"\nD,10,\"yes\" \nE,9,yes\n\
                    F,\"10,yes\nG,9,yes";
        let place = place("many-quotes").with("f.csv", text);
        let run = eval(
            &place,
            "f.csv",
            &[&NDJSON[..], &["--rejects", "r"]].concat(),
        );
        let ids: Vec<String> = outcomes(&run.out).into_iter().map(|(id, _)| id).collect();
        assert_eq!(
            (run.code, ids),
            (Some(2), ["B", "C", "E", "G"].map(String::from).to_vec())
        );
        let rejects = lines(&place.text("r"));
        let places: Vec<_> = rejects.iter().map(|it| (&it["line"], &it["row"])).collect();
        assert_eq!(
            places,
            [
                (&json!(2), &json!("A,10,\"yes")),
                (&json!(5), &json!("D,10,\"yes\" ")),
                (&json!(7), &json!("F,\"10,yes")),
            ]
        );
        assert_eq!(
            rejects[2]["message"],
            "a quote is opened here and never closed"
        );
    }

    #[test]
    fn a_header_in_error_is_an_error_of_the_file() {
        let place = place("many-header");
        for (name, text, parts) in [
            (
                "misspelt",
                "id,rnak\nA,10\n",
                &["there is no fact `rnak`", "did you mean `rank`?", "1:4"][..],
            ),
            (
                "twice",
                "rank,consent,demo.rank\n1,yes,1\n",
                &["two columns give `demo.rank`"],
            ),
            (
                "nameless",
                "rank,,consent\n1,,yes\n",
                &["column 2 has no name"],
            ),
            ("concluded", "eligible\nyes\n", &["the rules conclude it"]),
            (
                "keyed",
                "rank[2016]\n1\n",
                &["`rank` has one value, and none for `2016`"],
            ),
            (
                "nobody",
                "rank,rank@made_on\n1,\n",
                &["`rank` is not a finding"],
            ),
            (
                "alone",
                "good_reason@made_on\n\n",
                &["there is no column `good_reason`"],
            ),
            (
                "aspect",
                "good_reason,good_reason@made_onn\n",
                &["did you mean `made_on`?"],
            ),
            (
                "open",
                "\"rank\nconsent\n",
                &[
                    "a quote is opened here and never closed",
                    "this is the header",
                ],
            ),
            ("big5", "\u{0}", &[]),
            ("none", "", &["there is no case in the file"]),
            ("only", "id,rank\n", &["there is no case in the file"]),
        ] {
            let file = format!("{name}.csv");
            if name == "big5" {
                place.write(&file, b"id,\xb3W\n1,2\n");
                eval(&place, &file, &[]).could_not_run(&["not UTF-8 text", "--encoding big5"]);
                continue;
            }
            place.write(&file, text);
            eval(&place, &file, &[]).could_not_run(parts);
        }
    }

    #[test]
    fn findings_keys_and_json_in_cells() {
        let rules = "regulation demo \"Demonstration\" about officer in en\n\
            entity officer \"officer\"\n\
            authority board \"the board\"\n\
            scale grade: C < B < A\n\
            fact marks \"marks\": grade per year found by board\n\
            fact post \"post\": whole number over time\n\
            fact pleased \"pleased\": yes/no found by board\n\
            fact sort \"sort\": text\n\
            article 1 \"It\"\n\
            conclusion it \"it\": yes/no when all of\n\
            (a) marks for 2016 is A\n\
            (b) marks for 2017 is A\n\
            (c) post is 9\n\
            (d) pleased\n\
            (e) sort is \"0912\"\n";
        let header = "sort,marks[2016],marks 2017,\"post\",pleased,pleased@made_on,pleased@by,note";
        let history = "\"[{\"\"from\"\": \"\"2012-01-01\"\", \"\"value\"\": 9}]\"";
        let rows = [
            format!(
                "0912,A,\"{{\"\"value\"\": \"\"A\"\", \"\"made_on\"\": \"\"2018-01-05\"\"}}\",{history},yes,2020-02-01,board,"
            ),
            format!("0912,A,A,{history},yes,2020/02/01,,"),
            format!("0912,A,A,{history},yes,,other,x"),
            format!("0912,A,A,{history},,2020-02-01,,"),
            "0912,A,A,9,yes,,,".to_owned(),
            "0912,,A,\"[{\"\"from\"\": \"\"2012-01-01\"\", \"\"vlaue\"\": 9}]\",yes,,,".to_owned(),
            "912,A,A,,yes,,,".to_owned(),
        ];
        let place = place("many-cells")
            .with("k.enact", rules)
            .with("f.csv", format!("{header}\n{}\n", rows.join("\n")));
        let run = place.run(&[
            "eval",
            "k.enact",
            "--facts",
            "f.csv",
            "--as-of",
            "2024-03-05",
            "--format",
            "ndjson",
            "--rejects",
            "r",
        ]);
        assert_eq!(run.code, Some(2), "{run:?}");
        let answers: Vec<Value> = lines(&run.out)
            .into_iter()
            .map(|it| json!([it["id"], it["decisions"]["it"]["outcome"]]))
            .collect();
        assert_eq!(answers, [json!(["1", "yes"]), json!(["7", "no"])]);
        let rejects: Vec<String> = lines(&place.text("r"))
            .iter()
            .map(|it| {
                format!(
                    "{} {} {}",
                    it["line"],
                    it["path"].as_str().unwrap(),
                    it["code"].as_str().unwrap()
                )
            })
            .collect();
        assert_eq!(
            rejects,
            [
                "3 pleased.made_on bad-date",
                "4 pleased.by wrong-finder",
                "5 pleased.made_on contradiction",
                "6 post wrong-type",
                "7 post wrong-type",
            ]
        );
    }

    #[test]
    fn encodings_are_named() {
        let rules = "regulation demo \"示例\" about officer in en\nentity officer \"officer\"\n\
            fact 職等 \"rank\": whole number\narticle 1 \"It\"\nconclusion it \"it\": yes/no when 職等 is at least 10\n";
        let mixed = [
            &b"id,\xc2\xbe\xb5\xa5\n\xa5\xd2,10\n"[..],
            "乙\u{a0},9\n".as_bytes(),
            b"C,9\n",
        ]
        .concat();
        let utf16: Vec<u8> = "\u{feff}id,職等\r\n甲,10\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let place = place("many-encoding")
            .with("k.enact", rules)
            .with("big5.csv", &mixed)
            .with("utf16.csv", &utf16)
            .with(
                "stray.csv",
                [&b"id,"[..], "職等\nA,10\n".as_bytes(), b"\xa5\xd2,9\nC,9\n"].concat(),
            );
        let eval = |facts: &str, more: &[&str]| {
            let args = [
                "eval",
                "k.enact",
                "--facts",
                facts,
                "--as-of",
                "2024-03-05",
                "--format",
                "ndjson",
            ];
            place.run(&[&args[..], more].concat())
        };
        let ids = |run: &Ran| -> Vec<String> {
            let ids = lines(&run.out).into_iter();
            ids.map(|it| it["id"].as_str().unwrap_or("-").to_owned())
                .collect()
        };
        let run = eval("utf16.csv", &["--encoding", "utf-16"]);
        assert_eq!(
            (run.code, ids(&run)),
            (Some(0), vec!["甲".to_owned()]),
            "{run:?}"
        );
        eval("utf16.csv", &[])
            .could_not_run(&["it looks like UTF-16: say so with `--encoding utf-16`"]);
        eval("big5.csv", &[]).could_not_run(&["not UTF-8", "`--encoding big5`"]);
        let run = eval("big5.csv", &["--encoding", "big5"]);
        assert_eq!(run.code, Some(2), "{run:?}");
        assert_eq!(ids(&run), ["甲", "-", "C"]);
        run.says(&["big5.csv:3:", "no Big5 text"]);
        let run = eval("stray.csv", &[]);
        assert_eq!(
            (run.code, ids(&run)),
            (Some(2), ["A", "-", "C"].map(String::from).to_vec())
        );
        run.says(&["stray.csv:3:1", "0xa5", "--encoding big5"]);
    }

    #[test]
    fn a_long_table_keeps_its_order() {
        let mut text = "id,rank,consent,hours\n".to_owned();
        for number in 1..=100_000 {
            let rank = if number == 77_777 { 15 } else { 10 };
            text.push_str(&format!("N{number},{rank},yes,0\n"));
        }
        let place = place("many-long").with("f.csv", text);
        let run = eval(&place, "f.csv", &[&NDJSON[..], &["--summary"]].concat());
        assert_eq!(run.code, Some(2));
        run.says(&["f.csv:77778:"]);
        let mut lines = run.out.lines();
        for number in 1..=100_000 {
            let begins = format!("{{\"id\":\"N{number}\",");
            assert!(lines.next().unwrap().starts_with(&begins), "{number}");
        }
        let last: Value = serde_json::from_str(lines.next().unwrap()).unwrap();
        assert_eq!(last["summary"]["cases"], 99_999);
        assert_eq!(last["summary"]["refused"], 1);
        assert_eq!(last["summary"]["decisions"]["eligible"][0]["count"], 99_999);
        assert_eq!(lines.next(), None);
    }

    #[test]
    fn a_summary_in_every_format() {
        let text = "id,rank,consent,hours\nA,10,yes,0\nB,9,yes,0\nC,9,no,0\nD,10,,0\n";
        let place = place("many-summary").with("f.csv", text);
        let run = eval(&place, "f.csv", &["--summary"]);
        assert_eq!(run.code, Some(0));
        assert!(run.out.contains("case D\n") && !run.out.contains("decided"));
        assert_eq!(
            run.err,
            "\n4 cases decided\n  DECISION  OUTCOME  CASES  BECAUSE\n\
             \x20 eligible  no       2      demo 2(rank) 2, demo 2(consent) 1\n\
             \x20           unknown  1      needs consent 1\n\
             \x20           yes      1      demo 2 1\n"
        );
        let run = eval(&place, "f.csv", &["--summary", "--format", "json"]);
        let document: Value = serde_json::from_str(&run.out).unwrap();
        let summary = &document["summary"]["decisions"]["eligible"];
        assert_eq!(
            summary[0]["because"][0],
            json!({"provision": "demo 2(rank)", "count": 2})
        );
        assert_eq!(
            summary[1]["needs"],
            json!([{"fact": "consent", "count": 1}])
        );
        assert_eq!(
            (
                document["cases"].as_array().unwrap().len(),
                run.err.as_str()
            ),
            (4, "")
        );
        let run = eval(&place, "f.csv", &["--summary", "--format", "ndjson"]);
        assert_eq!(lines(&run.out)[4]["summary"], document["summary"]);
    }

    #[test]
    fn rejects_of_a_document_read_whole() {
        let text = "[{\"id\": \"A\", \"rank\": 10},\n {\"id\": \"B\",\n \"rank\": 15}]";
        let place = place("many-whole").with("f.json", text);
        let run = eval(&place, "f.json", &["--rejects", "r"]);
        assert_eq!(run.code, Some(2));
        assert!(
            run.out.contains("case A") && !run.out.contains("case B"),
            "{run:?}"
        );
        let rejects = lines(&place.text("r"));
        assert_eq!(rejects.len(), 1);
        assert_eq!(rejects[0]["row"], "{\"id\": \"B\",\n \"rank\": 15}");
        assert_eq!(
            (&rejects[0]["line"], &rejects[0]["path"]),
            (&json!(3), &json!("[1].rank"))
        );
    }

    /// An entry of a JSON list that cannot be read costs itself, as a line of NDJSON does.
    #[test]
    fn a_broken_entry_of_a_list_costs_itself() {
        let text = r#"[{"id": "A", "rank": 10}, {"id": "B", "rank": 9, "rank": 10}, 5,
 {"rank": 007}, {"id": "D", "rank": 9}]"#
            .replace("007", "1e400");
        let place = place("many-list").with("f.json", text);
        let run = eval(&place, "f.json", &["--rejects", "r"]);
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(
            run.out.contains("case A") && run.out.contains("case D"),
            "{run:?}"
        );
        let rejects = lines(&place.text("r"));
        let told: Vec<_> = rejects
            .iter()
            .map(|it| {
                (
                    it["case"].as_str(),
                    it["path"].as_str(),
                    it["code"].as_str(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (Some("B"), Some("[1].rank"), Some("duplicate-key")),
                (Some("3"), Some("[2]"), Some("malformed-data")),
                (Some("4"), Some("[3].rank"), Some("bad-literal")),
            ],
            "{rejects:?}"
        );
        assert_eq!(rejects[0]["row"], r#"{"id": "B", "rank": 9, "rank": 10}"#);
        // A text that breaks off says nothing that could be relied on.
        place.write(
            "f.json",
            r#"[{"id": "A", "rank": 10}, {"id": "B", "rank": 9"#,
        );
        eval(&place, "f.json", &["--rejects", "r"]).could_not_run(&[]);
    }

    #[test]
    fn rejects_that_cannot_be_written() {
        let place = place("many-unwritable").with("f.csv", "rank\n10\n");
        eval(&place, "f.csv", &["--rejects", "./f.csv"]).could_not_run(&["would overwrite"]);
        assert_eq!(place.text("f.csv"), "rank\n10\n");
        eval(&place, "f.csv", &["--rejects", "none/r"])
            .could_not_run(&["`none/r` cannot be written"]);
        eval(&place, "f.csv", &["--rejects", "-"]).could_not_run(&["names a file"]);
        // What an earlier run refused does not stay.
        place.write("r", "old");
        assert_eq!(eval(&place, "f.csv", &["--rejects", "r"]).code, Some(0));
        assert_eq!(place.text("r"), "");
    }

    #[test]
    fn a_broken_line_costs_itself() {
        let text = format!("{ELIGIBLE}\n{{\"id\": \"B\"\n\n{{\"id\": \"A1\"}}\n{{\"rank\": 9}}\n");
        let place = place("many-ndjson").with("f.ndjson", text.as_bytes());
        let run = eval(
            &place,
            "f.ndjson",
            &[&NDJSON[..], &["--rejects", "r"]].concat(),
        );
        assert_eq!(run.code, Some(2));
        assert_eq!(pairs(&outcomes(&run.out)), [("A1", "yes"), ("4", "no")]);
        let rejects = lines(&place.text("r"));
        assert_eq!(
            (&rejects[0]["line"], &rejects[0]["row"]),
            (&json!(2), &json!("{\"id\": \"B\""))
        );
        assert_eq!(
            (&rejects[1]["line"], &rejects[1]["code"]),
            (&json!(4), &json!("duplicate-key"))
        );
    }

    #[test]
    fn why_is_told_one_by_one() {
        let place = place("many-why").with(
            "f.csv",
            "id,rank,consent,hours\nA,10,yes,0\nB,99,yes,0\nC,9,yes,0\n",
        );
        let why = |more: &[&str]| {
            let args = [
                "why",
                "demo.enact",
                "eligible",
                "--facts",
                "f.csv",
                "--as-of",
                "2024-03-05",
            ];
            place.run(&[&args[..], more].concat())
        };
        let run = why(&["--rejects", "r"]);
        assert_eq!(run.code, Some(2));
        assert!(run.out.starts_with("A\n\nmay be recommended"), "{run:?}");
        assert!(run.out.contains("\n\nC\n\nmay be recommended"), "{run:?}");
        assert_eq!(lines(&place.text("r"))[0]["case"], "B");
        let run = why(&["--case", "C", "--format", "json"]);
        assert_eq!(run.code, Some(0));
        let document: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(document["cases"][0]["id"], "C");
        why(&["--case", "X"]).could_not_run(&[
            "there is no case in `f.csv` with the id `X`",
            "`A`, `B`, `C`",
        ]);
    }

    #[test]
    fn a_reader_who_has_seen_enough_ends_the_run() {
        // Endless input: only the closed pipe can end it.
        let place = place("many-head");
        let mut child = place
            .command(&[
                "eval",
                "demo.enact",
                "--facts",
                "/dev/stdin",
                "--facts-format",
                "csv",
                "--as-of",
                "2024-03-05",
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(b"rank,consent\n").unwrap();
        let writer = std::thread::spawn(move || while input.write_all(b"10,yes\n").is_ok() {});
        let mut some = [0; 16];
        child.stdout.take().unwrap().read_exact(&mut some).unwrap();
        assert_eq!(&some, b"as of 2024-03-05");
        assert_eq!(child.wait().unwrap().code(), Some(0));
        writer.join().unwrap();
    }
}

mod why {
    use super::*;

    fn why(place: &Place, more: &[&str]) -> Ran {
        place.run(
            &[
                &[
                    "why",
                    "demo.enact",
                    "eligible",
                    "--facts",
                    "f.ndjson",
                    "--as-of",
                    "2024-03-05",
                ],
                more,
            ]
            .concat(),
        )
    }

    #[test]
    fn one_case_and_several() {
        let place = place("why").with(
            "f.ndjson",
            format!("{ELIGIBLE}\n{{\"id\": \"B2\", \"rank\": 9}}\n"),
        );
        let one = why(&place, &["--case", "B2"]);
        assert_eq!((one.code, one.err.as_str()), (Some(0), ""));
        assert!(
            one.out.contains("may be recommended") && !one.out.contains("A1"),
            "{}",
            one.out
        );
        let all = why(&place, &[]);
        assert!(
            all.out.contains("A1") && all.out.contains("B2"),
            "{}",
            all.out
        );
        why(&place, &["--case", "B3"]).could_not_run(&["no case", "did you mean `B2`?"]);
    }

    #[test]
    fn in_every_format_and_language() {
        let place = place("why-formats").with("f.ndjson", ELIGIBLE);
        for lang in ["en", "zh-Hant"] {
            for format in ["human", "markdown"] {
                for full in [&[][..], &["--full"]] {
                    let run = why(
                        &place,
                        &[&["--lang", lang, "--format", format], full].concat(),
                    );
                    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
                    assert!(run.out.ends_with('\n') && 20 < run.out.len(), "{run:?}");
                }
            }
        }
        let run = why(&place, &["--format", "json"]);
        let document: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(document["format"], "enact.explanations.v1");
        assert_eq!(document["cases"][0]["id"], "A1");
        assert!(document["cases"][0]["explanation"].is_object());
    }

    #[test]
    fn bad_questions() {
        let place = place("why-bad").with("f.ndjson", ELIGIBLE);
        place
            .run(&[
                "why",
                "demo.enact",
                "eligibel",
                "--facts",
                "f.ndjson",
                "--as-of",
                "2024-03-05",
            ])
            .could_not_run(&["did you mean `eligible`?"]);
        place
            .run(&["why", "demo.enact", "eligible", "--facts", "f.ndjson"])
            .could_not_run(&["--as-of"]);
        why(&place, &["--lang", "tlh"]).could_not_run(&["tlh"]);
        assert_eq!(why(&place, &[]).code, Some(0));
    }

    #[test]
    fn a_provision_can_be_asked_about() {
        let place = place("why-place").with("f.ndjson", ELIGIBLE);
        let run = place.run(&[
            "why",
            "demo.enact",
            "article 2",
            "--facts",
            "f.ndjson",
            "--as-of",
            "2024-03-05",
        ]);
        assert_eq!(run.code, Some(0), "{run:?}");
    }
}

mod amounts {
    use super::*;

    /// What answers print can be expected, and what is given in data can be given in a scenario.
    #[test]
    fn amounts_have_signs_and_fractions_are_exact() {
        let rules = "regulation sem \"Sem\" about p in en\nunit euro, euros \"euros\"\nentity p \"person\"\n\
            fact a \"a\": euros signed\nfact b \"b\": whole number\narticle 1 \"R\"\n  \
            conclusion half \"half\": euros\n    is a / 2 rounded down\n  \
            conclusion third \"third\": euros\n    is a / 3\n  \
            conclusion div \"div\": number\n    is 10 / b\n";
        let scenarios = "scenarios \"S\"\nuse \"sem.enact\"\n\nscenario \"r\" as of 2026-06-01\n  given\n    \
            a is -5 euros\n    b is 19\n  expect half: -3 euros\n  expect third: -5/3 euros\n  expect div: 10/19\n  \
            examples\n    | a        | expect half | expect third |\n    | -6 euros | -3 euros    | -2 euros     |\n    \
            | -4 euros | -2 euros    | -4/3 euros   |\n";
        let place = place("amounts")
            .with("sem.enact", rules)
            .with("sem.scenarios.enact", scenarios);
        let run = place.run(&["test", "sem.scenarios.enact"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        let run = place.run(&["fmt", "sem.scenarios.enact"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert_eq!(place.text("sem.scenarios.enact"), scenarios);
        let wrong = scenarios.replace("10/19", "11/19");
        let run = place
            .with("sem.scenarios.enact", wrong)
            .run(&["test", "sem.scenarios.enact"]);
        assert_eq!(run.code, Some(1), "{run:?}");
    }
}

mod timeline {
    use super::*;

    const CALENDAR: &str = r#"regulation demo "Demonstration rules" about officer in en
counting plain rounding down because "no statute"
entity officer "officer"
fact told_on "told": event
fact answered_on "answered": event
article 1 "Answer"
  duty answer "answer"
    arises on told_on
    fulfilled by answered_on
    deadline within 10 days after told_on
"#;

    fn timeline(place: &Place, more: &[&str]) -> Ran {
        let args = ["timeline", "cal.enact", "--facts", "f.ndjson"];
        place.run(&[&args, &AS_OF[..], more].concat())
    }

    fn cases(name: &str) -> Place {
        place(name).with("cal.enact", CALENDAR).with(
            "f.ndjson",
            "{\"id\": \"A\", \"told_on\": \"2024-03-01\"}\n{\"id\": \"B\", \"told_on\": \"2024-03-02\"}\n",
        )
    }

    const REPORT: &str = "duty report \"report\"
    arises on told_on
    fulfilled by answered_on
    breach leads to 8
    deadline within";

    /// A norm's name means all its versions: the rule that asks after it asks after the new one too.
    #[test]
    fn an_amended_duty_still_leads_to_the_provision_that_asks_after_it() {
        let old = format!(
            "regulation b about p in en\n  counting plain rounding down\n    because \"x\"\n\
             entity p \"person\"\nfact told_on \"told\": event\nfact answered_on \"answered\": event\n\
             article 7 \"Duty\"\n  {REPORT} 1 month after told_on\n\
             article 8 \"Exclusion\"\n  conclusion out \"excluded\": yes/no\n    when report is breached\n\
             article 9 \"C\"\n  commencement on 2020-01-01\n"
        );
        let new = format!(
            "amendment b2 of b \"B2\"\nuse \"old.enact\"\nclause 1 \"Longer\"\n  replace 7 with\n  \
             {REPORT} 2 months after told_on\nclause 2 \"C\"\n  commencement on 2027-01-01\n"
        );
        let place = place("timeline-amended")
            .with("old.enact", old)
            .with("new.enact", new)
            .with("f.ndjson", "{\"id\": \"A\", \"told_on\": \"2027-03-01\"}\n");
        let run = place.run(&["check", "new.enact"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        let args = ["timeline", "new.enact", "--facts", "f.ndjson"];
        let run = place.run(&[&args[..], &["--as-of", "2027-03-05"]].concat());
        assert!(run.out.contains("2027-05-01"), "{run:?}");
        assert!(
            run.out.contains("if it is not done in time: art. 8"),
            "{run:?}"
        );
        let run = place.run(&["diff", "old.enact", "new.enact"]);
        assert!(run.out.contains("2 months"), "{run:?}");
        assert!(!run.out.contains("removed"), "{run:?}");
    }

    #[test]
    fn a_duty_without_of_is_of_whom_the_article_is_about() {
        let rules = CALENDAR
            .replace("entity officer", "entity pupil \"pupil\"\nentity officer")
            .replace("\"Answer\"", "\"Answer\" about pupil")
            + "article 2 \"Answer again\"\n  duty again \"answer again\"\n    fulfilled by answered_on\n    \
               deadline within 10 days after told_on\n";
        let place = cases("timeline-bearer").with("cal.enact", rules);
        let run = timeline(&place, &["--case", "A"]);
        assert!(
            run.out.contains("duty of pupil: answer (art. 1)"),
            "{run:?}"
        );
        assert!(
            run.out.contains("duty of officer: answer again (art. 2)"),
            "{run:?}"
        );
    }

    #[test]
    fn each_case_has_its_calendar_and_ics_has_one_for_all() {
        let place = cases("timeline");
        let run = timeline(&place, &[]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{run:?}");
        assert!(run.out.starts_with("A: calendar as of 2024-03-05\n"));
        assert!(run.out.contains("\n\nB: calendar as of 2024-03-05\n"));
        let run = timeline(&place, &["--case", "B", "--format", "json"]);
        let told: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(told["cases"][0]["id"], "B");
        assert_eq!(told["cases"][0]["entries"][0]["last"], "2024-03-12");
        let run = timeline(&place, &["--format", "ics"]);
        assert_eq!(run.out.matches("BEGIN:VCALENDAR").count(), 1);
        assert!(run.out.contains("SUMMARY:A: ") && run.out.contains("SUMMARY:B: "));
    }

    #[test]
    fn what_cannot_be_is_said() {
        let place = cases("timeline-bad");
        place
            .run(&["timeline", "cal.enact", "--facts", "f.ndjson"])
            .could_not_run(&["`--as-of`"]);
        timeline(&place, &["--from", "2024-03-02", "--to", "2024-03-01"])
            .could_not_run(&["would end on 2024-03-01, before it begins on 2024-03-02"]);
        timeline(&place, &["--to", "2024-02-30"]).could_not_run(&["2024-02-30"]);
        timeline(&place, &["--case", "C"]).could_not_run(&["there is no case"]);
    }

    #[test]
    fn a_case_that_does_not_fit_is_refused_and_the_others_told() {
        let place = cases("timeline-refused").with(
            "f.ndjson",
            "{\"id\": \"A\", \"told_on\": 7}\n{\"id\": \"B\", \"told_on\": \"2024-03-02\"}\n",
        );
        let run = timeline(&place, &[]);
        assert_eq!(run.code, Some(2));
        assert!(run.out.starts_with("B: calendar"), "{run:?}");
        run.says(&["told_on"]);
    }
}

mod outline {
    use super::*;

    #[test]
    fn every_provision_with_what_it_holds() {
        let rules = RULES.replace(
            "article 3",
            "article 2-1 \"Purpose\"\ndescriptive because \"a programme, no rule\"\n\n\
             article 2-2 \"Fees\"\nnot encoded fee_due: yes/no blocking because \"set by another decree\"\n\n\
             article 3",
        );
        let place = place("outline").with("x.enact", rules);
        let run = place.run(&["outline", "x.enact"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        for part in [
            "descriptive: a programme, no rule",
            "not encoded (blocks)",
            "set by another decree",
            "exception",
            "reading",
            "finding",
            "definition",
        ] {
            assert!(run.out.contains(part), "{part}: {}", run.out);
        }
        let run = place.run(&["outline", "x.enact", "--format", "json"]);
        let document: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(document["format"], "enact.outline.v1");
        let provisions = document["regulations"][0]["provisions"].as_array().unwrap();
        let articles: Vec<_> = provisions
            .iter()
            .filter(|it| it["rank"] == "article")
            .map(|it| it["citation"].as_str().unwrap())
            .collect();
        assert_eq!(articles, ["1", "2", "2-1", "2-2", "3"]);
    }
}

mod test {
    use super::*;

    #[test]
    fn all_pass() {
        let place = place("test-pass").with("s.enact", SCENARIOS);
        let run = place.run(&["test", "s.enact"]);
        assert_eq!(
            (run.code, run.out.as_str()),
            (Some(0), "2 scenarios: 2 passed, 0 failed\n"),
            "{run:?}"
        );
        let run = place.run(&["test", ".", "--filter", "junior"]);
        assert_eq!(
            (run.code, run.out.as_str()),
            (Some(0), "1 scenario: 1 passed, 0 failed\n"),
            "{run:?}"
        );
    }

    #[test]
    fn one_fails() {
        let place = place("test-fail").with(
            "s.enact",
            SCENARIOS.replace("expect eligible: no", "expect eligible: yes"),
        );
        let run = place.run(&["test", "s.enact"]);
        assert_eq!(run.code, Some(1));
        for part in [
            "FAILED a junior officer",
            "s.enact:16:",
            "expected: yes",
            "got:      no",
            "1 passed, 1 failed",
        ] {
            assert!(run.out.contains(part), "{part}: {}", run.out);
        }
    }

    /// The scenarios with one that fails, whose title would break any markup.
    fn failing() -> String {
        SCENARIOS
            .replace("expect eligible: no", "expect eligible: yes")
            .replace("a junior officer", "50% <&> a, b: c")
    }

    #[test]
    fn a_failure_tells_why_and_what_was_given() {
        let run = place("test-why")
            .with("s.enact", failing())
            .run(&["test", "s.enact"]);
        for part in [
            "why:      NO: art. 2(rank): rank of post is 9, needed: at least 10 (cut)",
            "given:    rank is 9\n",
            "consent is yes\n",
        ] {
            assert!(run.out.contains(part), "{part}: {}", run.out);
        }
    }

    #[test]
    fn results_as_json() {
        let place = place("test-json").with("s.enact", failing());
        let run = place.run(&["test", "s.enact", "--format", "json"]);
        assert_eq!(run.code, Some(1));
        let document: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(document["format"], "enact.tests.v1");
        assert_eq!(
            document["summary"],
            json!({"tests": 2, "passed": 1, "failed": 1, "failing_as_expected": 0, "todo": 0})
        );
        let test = &document["tests"][1];
        assert_eq!(
            (&test["name"], &test["status"], &test["line"]),
            (&json!("50% <&> a, b: c"), &json!("failed"), &json!(11))
        );
        let failure = &test["failures"][0];
        assert_eq!(
            (&failure["expected"], &failure["got"], &failure["line"]),
            (&json!("yes"), &json!("no"), &json!(16))
        );
        assert_eq!(
            failure["values"][0],
            json!({"fact": "rank", "value": "9", "day": null, "later": null})
        );
    }

    #[test]
    fn results_as_junit_are_well_formed() {
        let place = place("test-junit").with("s.enact", failing());
        let run = place.run(&["test", "s.enact", "--format", "junit"]);
        assert_eq!(run.code, Some(1));
        for part in [
            "<testsuites name=\"enact\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\">",
            "<testsuite name=\"s.enact\" tests=\"2\"",
            "<testcase name=\"a senior officer\" classname=\"s\" file=\"s.enact\" line=\"4\"/>",
            "<testcase name=\"50% &lt;&amp;&gt; a, b: c\"",
            "<failure type=\"unmet\" message=\"eligible: expected yes, got no\">s.enact:16:",
        ] {
            assert!(run.out.contains(part), "{part}: {}", run.out);
        }
        // Every tag that is opened is closed.
        let mut open: Vec<&str> = Vec::new();
        for tag in run.out.split('<').skip(2) {
            let (tag, _) = tag.split_once('>').unwrap();
            let name = tag.split(' ').next().unwrap();
            match name.strip_prefix('/') {
                Some(name) => assert_eq!(open.pop(), Some(name)),
                None if !tag.ends_with('/') => open.push(name),
                None => {}
            }
        }
        assert_eq!(open, Vec::<&str>::new());
    }

    #[test]
    fn results_as_annotations() {
        let place = place("test-github").with("s.enact", failing());
        let run = place.run(&["test", "s.enact", "--format", "github"]);
        assert_eq!(run.code, Some(1));
        let lines: Vec<&str> = run.out.lines().collect();
        let head = "::error file=s.enact,line=16,col=18,title=50%25 <&> a%2C b%3A c::eligible: expected yes, got no%0Awhy: NO: art. 2(rank): rank";
        assert!(lines[0].starts_with(head), "{}", run.out);
        assert_eq!(lines[1..], ["2 scenarios: 1 passed, 1 failed"]);
    }

    const ROWS: &str = "scenarios \"Eligibility\"\nuse \"demo.enact\"\nscenario \"rows\" as of 2024-03-05\ngiven\n  consent is yes\n  hours is 0\nexamples from \"rows.csv\"\n";

    #[test]
    fn a_table_can_stand_in_a_file_of_its_own() {
        let rows = "case,rank,expect eligible\r\n\"\"\"ten, or more\"\"\",10,yes citing 2\r\n“nine”,9,no\r\n,8,yes\r\n,,unknown needing rank\r\n";
        let place = place("test-csv")
            .with("s.enact", ROWS)
            .with("rows.csv", rows);
        let run = place.run(&["test", "s.enact"]);
        assert_eq!(run.code, Some(1), "{run:?}");
        for part in [
            "FAILED rows, row 3  (rows.csv:4:1)",
            "eligible  (rows.csv:4:4)",
            "4 scenarios: 3 passed, 1 failed",
        ] {
            assert!(run.out.contains(part), "{part}: {}", run.out);
        }
        let run = place.run(&["test", "s.enact", "--filter", "ten, or more"]);
        assert_eq!(run.out, "1 scenario: 1 passed, 0 failed\n", "{run:?}");
        let check = place.run(&["check", "s.enact"]);
        assert_eq!(check.code, Some(0), "{check:?}");
    }

    #[test]
    fn what_is_wrong_with_a_table_is_told_at_its_place() {
        for (rows, wanted) in [
            ("", "this table is empty"),
            (
                "rank,expect eligible\n",
                "this table has a head and no rows",
            ),
            (
                "rank,expect eligible\n10\n",
                "this row has 1 cell, the head of the table 2",
            ),
            ("rnak,expect eligible\n10,yes\n", "did you mean `rank`?"),
            ("rank,expect eligible\n99,yes\n", "rows.csv:2:1"),
            (
                "rank,expect eligible\n\"10,yes\n",
                "a quotation mark opens this cell",
            ),
            (
                "case,rank,expect eligible\nten,10,yes\n",
                "expected a text in quotation marks",
            ),
        ] {
            let place = place("test-csv-bad")
                .with("s.enact", ROWS)
                .with("rows.csv", rows);
            place.run(&["test", "s.enact"]).could_not_run(&[wanted]);
        }
        place("test-csv-none")
            .with("s.enact", ROWS)
            .with("row.csv", "")
            .run(&["test", "s.enact"])
            .could_not_run(&["there is no file `rows.csv`", "did you mean `row.csv`?"]);
        place("test-csv-latin")
            .with("s.enact", ROWS)
            .with("rows.csv", b"rank\xff")
            .run(&["test", "s.enact"])
            .could_not_run(&["not UTF-8"]);
    }

    #[test]
    fn marked_scenarios_are_counted_and_told() {
        let marked = SCENARIOS.replace(
            "scenario \"a junior officer\" as of 2024-03-05",
            "scenario \"later\" todo because \"the board was asked\"\n\nscenario \"a junior officer\" as of 2024-03-05 fails because \"article 2 is amended\"",
        );
        let place =
            place("test-marked").with("s.enact", marked.replace("eligible: no", "eligible: yes"));
        let run = place.run(&["test", "s.enact"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert_eq!(
            run.out,
            "to do: later  (s.enact:11:10), because the board was asked\n\
             fails as expected: a junior officer  (s.enact:13:10), because article 2 is amended\n\
             3 scenarios: 1 passed, 0 failed, 1 fails as expected, 1 to do\n"
        );
        let run = place.run(&["test", "s.enact", "--format", "junit"]);
        assert!(run.out.contains("skipped=\"2\""), "{}", run.out);
        place.write("s.enact", marked);
        let run = place.run(&["test", "s.enact"]);
        assert_eq!(run.code, Some(1));
        assert!(
            run.out.contains(
                "expected to fail but passes; it was to fail because article 2 is amended"
            ),
            "{}",
            run.out
        );
        let run = place.run(&["test", "s.enact", "--format", "github"]);
        assert!(
            run.out.contains("::error file=s.enact,line=13,"),
            "{}",
            run.out
        );
        assert!(
            run.out.contains("::notice file=s.enact,line=11,"),
            "{}",
            run.out
        );
    }

    #[test]
    fn explanations_are_recorded_compared_and_accepted() {
        let place = place("test-record").with("s.enact", SCENARIOS);
        let record = |more: &[&str]| {
            let args = [&["test", "s.enact", "--record", "kept"][..], more].concat();
            place.run(&args)
        };
        let run = record(&[]);
        assert_eq!(run.code, Some(1), "{run:?}");
        for part in [
            "kept/a-junior-officer.txt is new: a junior officer",
            "+may be recommended: NO",
            "2 explanations differ from what is recorded; `--accept` goes through them",
        ] {
            assert!(run.out.contains(part), "{part}: {}", run.out);
        }
        assert!(!place.0.join("kept").exists());
        // Nobody is there to be asked.
        record(&["--accept"]).could_not_run(&["no terminal to ask on", "--accept-all"]);
        let run = record(&["--accept-all"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(run.out.contains("2 explanations accepted"), "{}", run.out);
        let kept = place.text("kept/a-junior-officer.txt");
        assert!(kept.starts_with("explanations of the scenario: a junior officer\n"));
        assert!(kept.contains("rank of post is 9"), "{kept}");
        let run = record(&[]);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(
            run.out.contains("2 explanations as recorded"),
            "{}",
            run.out
        );

        // The outcome is the same, for another reason; and a scenario goes.
        place.write(
            "demo.enact",
            RULES.replace("(rank) rank is at least cut", "(rank) rank is more than 11"),
        );
        let (senior, _) = SCENARIOS.split_once("scenario \"a junior").unwrap();
        place.write(
            "s.enact",
            senior
                .replace("rank is 10", "rank is 12")
                .replace("a senior officer", "a director"),
        );
        place.write("kept/notes.txt", "mine");
        let run = record(&[]);
        assert_eq!(run.code, Some(1), "{run:?}");
        for part in [
            "a-director.txt is new",
            "a-junior-officer.txt is left of a scenario that is gone",
            "a-senior-officer.txt is left of a scenario that is gone",
            "3 explanations differ",
        ] {
            assert!(run.out.contains(part), "{part}: {}", run.out);
        }
        assert!(!run.out.contains("notes.txt"), "{}", run.out);
        assert_eq!(record(&["--accept-all"]).code, Some(0));
        assert!(!place.0.join("kept/a-junior-officer.txt").exists());
        assert_eq!(place.text("kept/notes.txt"), "mine");
    }

    #[test]
    fn a_file_that_is_no_recorded_explanation_is_left() {
        let place = place("test-record-foreign")
            .with("s.enact", SCENARIOS)
            .with("a-junior-officer.txt", "a letter");
        let run = place.run(&["test", "s.enact", "--record", ".", "--accept-all"]);
        run.could_not_run(&["`a-junior-officer.txt` is no recorded explanation"]);
        assert_eq!(place.text("a-junior-officer.txt"), "a letter");
    }

    #[test]
    fn watching_runs_again_after_a_change() {
        use std::io::BufRead;
        let place = place("test-watch").with("s.enact", SCENARIOS);
        let mut child = place
            .command(&["test", "s.enact", "--watch"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut errors = std::io::BufReader::new(child.stderr.take().unwrap()).lines();
        let mut lines = std::io::BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        // It says so once it has begun to watch.
        let watching = errors.next().unwrap().unwrap();
        // A file it uses: the change is seen there, too.
        place.write(
            "demo.enact",
            RULES.replace("rank is at least cut", "rank is at least 9"),
        );
        let changed = errors
            .by_ref()
            .map(|it| it.unwrap())
            .find(|it| it.contains("changed"));
        let last = lines
            .by_ref()
            .map(|it| it.unwrap())
            .find(|it| it.starts_with("2 scenarios"));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(first, "2 scenarios: 2 passed, 0 failed");
        assert!(watching.starts_with("watching"), "{watching}");
        assert_eq!(changed.as_deref(), Some("`demo.enact` changed"));
        assert_eq!(last.as_deref(), Some("2 scenarios: 1 passed, 1 failed"));
    }

    #[test]
    fn coverage_says_what_is_not_tested_and_why() {
        let place = place("test-coverage").with("s.enact", SCENARIOS);
        let run = place.run(&["test", "s.enact", "--coverage", "--html", "c.html"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        for part in [
            "2 scenarios: 2 passed, 0 failed",
            "coverage: ",
            "demo 2 Eligibility: ",
            "  2(rank) rank is at least cut",
            "missing unknown: so in none of the 2 decisions that come to it; leave out `rank`",
            "exception to demo 2",
            "missing bites: so in none of the 2 decisions that come to it",
            "missing active: no decision that is compared comes to it; expect `share`",
            "missing nine: so in none of the 2 decisions that come to it; `switch cut to nine`",
        ] {
            assert!(run.out.contains(part), "{part}: {}", run.out);
        }
        let page = place.text("c.html");
        for part in [
            "<!DOCTYPE html>",
            "<code title=\"rank is at least cut\">",
            "</html>",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        let run = place.run(&["test", "s.enact", "--coverage", "--format", "json"]);
        let document: Value = serde_json::from_str(&run.out).unwrap();
        let coverage = &document["coverage"];
        assert_eq!(coverage["format"], "enact.coverage.v1");
        assert_eq!(coverage["decisions"], 2);
        let items = coverage["provisions"][0]["items"].as_array().unwrap();
        let rank = items
            .iter()
            .find(|it| it["key"] == "demo 2(rank) condition 1");
        assert_eq!(
            rank.unwrap()["targets"][3],
            json!({
                "name": "below", "seen": 1, "idle": 0, "example": "a junior officer",
                "nearest": null, "why": null
            })
        );
    }

    #[test]
    fn too_little_coverage_is_a_finding() {
        let place = place("test-fail-under").with("s.enact", SCENARIOS);
        let under =
            |percent| place.run(&["test", "s.enact", "--coverage", "--fail-under", percent]);
        assert_eq!(under("10").code, Some(0));
        let run = under("99");
        assert_eq!(run.code, Some(1));
        run.says(&["of the rules are covered, and 99 % are asked for"]);
        under("101").could_not_run(&["101"]);
        let run = place.run(&["test", "s.enact", "--fail-under", "10"]);
        run.could_not_run(&["--coverage"]);
        let run = place.run(&["test", "s.enact", "--coverage", "--html", "no/such/c.html"]);
        run.could_not_run(&["`no/such/c.html` cannot be written"]);
    }

    #[test]
    fn none_is_a_failure() {
        let place = place("test-none").with("s.enact", SCENARIOS);
        for format in ["json", "junit", "github"] {
            let run = place.run(&["test", "demo.enact", "--format", format]);
            assert_eq!(run.code, Some(1));
            run.says(&["there is no scenario"]);
        }
        let run = place.run(&["test", "demo.enact"]);
        assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
        run.says(&["there is no scenario"]);
        let run = place.run(&["test", "s.enact", "--filter", "nobody"]);
        assert_eq!(run.code, Some(1));
        run.says(&["`nobody`"]);
    }

    #[test]
    fn broken_rules_are_not_tested() {
        let place =
            place("test-broken").with("s.enact", SCENARIOS.replace("demo.enact", "demo2.enact"));
        place
            .run(&["test", "s.enact"])
            .could_not_run(&["dangling-use", "did you mean `demo.enact`?"]);
    }
}

mod mutate {
    use super::*;

    #[test]
    fn survivors_by_provision_and_a_score() {
        let place = place("mutate").with("s.enact", SCENARIOS);
        let run = place.run(&["mutate", "s.enact"]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{run:?}");
        for part in [
            "demo 2  Eligibility\n",
            "  survived  limit  (demo.enact:18:30)\n",
            "    exception to 2 when hours is more than 50 and not good_reason\n",
            "  → exception to 2 when hours is at least 50 and not good_reason\n",
            "    wanted: a scenario in which `hours` is exactly `50`\n",
            "    no scenario comes here\n",
            " mutants against 2 scenarios: ",
            " equivalent: ",
        ] {
            assert!(run.out.contains(part), "{part}: {}", run.out);
        }
        assert!(!run.out.contains("  killed  "), "{}", run.out);
        assert_eq!(place.run(&["mutate", "s.enact", "--jobs", "1"]), run);
        let all = place.run(&["mutate", "s.enact", "--all"]);
        assert!(all.out.contains("  killed  limit  "), "{}", all.out);
        // The rules themselves stay as they are.
        assert_eq!(place.text("demo.enact"), RULES);
    }

    #[test]
    fn json_has_every_change() {
        let place = place("mutate-json").with("s.enact", SCENARIOS);
        let run = place.run(&["mutate", "s.enact", "--format", "json"]);
        let found: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(found["format"], "enact.mutate.v1");
        assert_eq!(found["scenarios"], 2);
        let list = found["list"].as_array().unwrap();
        assert_eq!(found["mutants"], list.len());
        let fates = |fate: &str| list.iter().filter(|it| it["fate"] == fate).count();
        for fate in ["killed", "survived", "equivalent"] {
            assert_eq!(found[fate], fates(fate), "{fate}");
        }
        assert!(list.iter().any(|it| it["provision"] == "demo 2(consent)"
            && it["kind"] == "negated"
            && it["fate"] == "killed"
            && it["line"] == 16));
    }

    #[test]
    fn a_score_that_is_too_low_is_a_finding() {
        let place = place("mutate-score").with("s.enact", SCENARIOS);
        let run = place.run(&["mutate", "s.enact", "--fail-under", "99.5"]);
        assert_eq!(run.code, Some(1));
        run.says(&["% is under 99.5 %"]);
        let run = place.run(&["mutate", "s.enact", "--fail-under", "10"]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        for wrong in ["101", "-1", "many"] {
            let flag = format!("--fail-under={wrong}");
            let run = place.run(&["mutate", "s.enact", &flag]);
            assert_eq!(run.code, Some(2), "{wrong}");
        }
    }

    #[test]
    fn one_provision_only() {
        let place = place("mutate-one").with("s.enact", SCENARIOS);
        let run = place.run(&["mutate", "s.enact", "--provision", "3", "--all"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(!run.out.contains("demo 2"), "{}", run.out);
        let run = place.run(&["mutate", "s.enact", "--provision", "2(consent)", "--all"]);
        assert!(run.out.contains("demo 2(consent)"), "{}", run.out);
        place
            .run(&["mutate", "s.enact", "--provision", "17"])
            .could_not_run(&["there is no provision `17`", "enact outline"]);
    }

    #[test]
    fn without_scenarios_nothing_is_proved() {
        let place = place("mutate-none");
        let run = place.run(&["mutate", "demo.enact"]);
        assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
        run.says(&["there is no scenario"]);
    }

    #[test]
    fn scenarios_that_fail_already_are_named() {
        let place = place("mutate-failing").with(
            "s.enact",
            SCENARIOS.replace("expect eligible: no", "expect eligible: yes"),
        );
        place.run(&["mutate", "s.enact"]).could_not_run(&[
            "a scenario fails under the rules as they are: `a junior officer`",
            "enact test",
        ]);
    }
}

mod explain {
    use super::*;

    #[test]
    fn a_page_the_list_and_the_nearest() {
        let place = place("explain");
        let run = place.run(&["explain", "unknown-name"]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        assert!(run.out.starts_with("# unknown-name\n"), "{}", run.out);
        assert!(place.run(&["explain"]).out.contains("dangling-use"));
        place
            .run(&["explain", "unknwon-name"])
            .could_not_run(&["did you mean `unknown-name`?"]);
        place
            .run(&["explain", "E0308"])
            .could_not_run(&["`enact explain` lists them all"]);
    }
}

/// Several versions of one provision are told by their days.
mod versions {
    use super::*;

    const AMENDED: &str = r#"regulation gym "Gym" about guest in en
entity guest "guest"
fact age "age": whole number
article 1 "Entry"
  conclusion enters "may enter": yes/no when any of
    (1) age is at least 18
    (2) age is at least 21
article 2 "Fee"
  paragraph 1 "Amount"
    conclusion fee "fee": whole number is 10
article 6 "Commencement"
  commencement on 2020-01-01
amendment gym_2026 of gym "Amendment"
clause 1
  commencement on 2026-01-01
  replace fee at 2.1 with
    conclude fee is 12
  repeal 1(2)
"#;

    #[test]
    fn the_outline_says_from_when_and_until_when() {
        let place = place("versions-outline").with("gym.enact", AMENDED);
        let run = place.run(&["outline", "gym.enact"]);
        for line in [
            "definition   fee is a value  fee  (in force 2020-01-01 to 2025-12-31)\n",
            "definition   fee is a value  fee  (in force from 2026-01-01)\n",
            "1(1)  age is at least 18  (in force 2020-01-01 to 2025-12-31)",
            "1(1)  age is at least 18  (in force from 2026-01-01)",
        ] {
            assert!(run.out.contains(line), "{line}\n{}", run.out);
        }
        let run = place.run(&["outline", "gym.enact", "--format", "json"]);
        let outline: Value = serde_json::from_str(&run.out).unwrap();
        let provisions = outline["regulations"][0]["provisions"].as_array().unwrap();
        let amount = provisions
            .iter()
            .find(|it| it["citation"] == "2.1")
            .unwrap();
        assert_eq!(
            amount["entries"][1]["in_force"],
            json!({"from": "2026-01-01", "until": null})
        );
    }

    #[test]
    fn so_does_coverage() {
        let place = place("versions-coverage").with("gym.enact", AMENDED).with(
            "t.enact",
            "scenarios \"Gym\"\nuse \"gym.enact\"\nscenario \"a\" as of 2026-02-01\ngiven age is 3\nexpect fee: 12\n",
        );
        let run = place.run(&["test", "t.enact", "--coverage"]);
        for line in [
            "  rule fee (in force 2020-01-01 to 2025-12-31)\n",
            "  1(1) rule enters (in force 2020-01-01 to 2025-12-31)\n",
            "  1(1) rule enters (in force from 2026-01-01)\n",
        ] {
            assert!(run.out.contains(line), "{line}\n{}", run.out);
        }
        let run = place.run(&["test", "t.enact", "--coverage", "--format", "json"]);
        assert!(run.out.contains("\"from\": \"2026-01-01\""), "{}", run.out);
    }
}

/// States of duties, which have days, are told apart by the state alone where many are counted.
#[test]
fn the_impact_counts_states_and_keeps_their_days_for_one() {
    const DUTY: &str = r#"regulation desk "Desk" about reader in en
  counting plain
entity reader "reader"
fact asked "asked": event
fact told "told": event
article 1 "Telling"
  duty telling "tell" of reader
    arises when asked has happened
    fulfilled by told
    deadline within 10 days after asked
"#;
    let cases: String = (1..=9)
        .map(|day| format!("{{\"asked\": \"2026-01-0{day}\", \"told\": \"absent\"}}\n"))
        .collect();
    let place = place("impact-states")
        .with("old.enact", DUTY)
        .with("new.enact", DUTY.replace("10 days", "15 days"))
        .with("c.ndjson", cases);
    let args = ["impact", "old.enact", "new.enact", "--cases", "c.ndjson"];
    let run = |more: &[&str]| place.run(&[&args[..], &["--as-of", "2026-03-01"], more].concat());
    let told = run(&[]).out;
    assert!(
        told.contains("  breached → breached on another day\n    9 cases, because of desk 1"),
        "{told}"
    );
    assert!(
        told.contains(
            "1: before breached since 2026-01-12 by desk 1; now breached since 2026-01-17 by desk 1"
        ),
        "{told}"
    );
    let document: Value = serde_json::from_str(&run(&["--format", "json"]).out).unwrap();
    assert_eq!(document["groups"].as_array().unwrap().len(), 1);
    assert_eq!(
        document["groups"][0]["why"]["from"],
        "breached since 2026-01-12"
    );
}

#[test]
fn an_act_to_come_is_told_as_later_and_not_only_as_absent() {
    let place = place("later-act").with(
        "r.enact",
        "regulation r \"R\" about p\nentity p\nfact left: event\narticle 1 \"A\"\nconclusion gone: yes/no when left has happened\n",
    );
    place.write(
        "t.enact",
        "scenarios \"T\"\nuse \"r.enact\"\nscenario \"a\" as of 2026-01-01\ngiven left is 2026-05-01\nexpect gone: yes\n",
    );
    let run = place.run(&["test", "t.enact"]);
    assert!(
        run.out
            .contains("given:    left is absent: the act of 2026-05-01 is later\n"),
        "{run:?}"
    );
    let run = place.run(&["test", "t.enact", "--format", "json"]);
    assert!(run.out.contains("\"later\": \"2026-05-01\""), "{run:?}");
}

/// A bound that there is none of is named, not given as a number.
#[test]
fn an_absent_bound_is_told_by_its_name() {
    let place = place("absent-bound")
        .with(
            "r.enact",
            "regulation r \"R\" about p\nentity p\nfact age \"age\": whole number\nfact ceiling \"ceiling\": whole number may be absent\n\
             article 1 \"A\"\nconclusion fits \"fits\": yes/no when age is at most ceiling\n",
        )
        .with("f.json", r#"{"age": 3, "ceiling": "absent"}"#);
    for (lang, said) in [
        ("en", "at most ceiling (absent)"),
        ("zh-Hant", "ceiling（無）"),
        ("ko", "ceiling(없음)"),
    ] {
        let args = [
            "why",
            "r.enact",
            "fits",
            "--facts",
            "f.json",
            "--as-of",
            "2026-01-01",
        ];
        let run = place.run(&[&args[..], &["--lang", lang]].concat());
        assert!(run.out.contains(said), "{run:?}");
    }
}

/// 第七條（刪除）: the number stays in the column of the amended text.
#[test]
fn a_table_of_taiwan_keeps_the_number_of_what_is_deleted() {
    let new = RULES.replace(
        "article 3 \"Share\"\nconclusion share \"share\": number is hours / 3\n",
        "",
    );
    let place = place("table-deleted").with("new.enact", new);
    let run = place.run(&["diff", "demo.enact", "new.enact", "--table", "zh-Hant"]);
    assert!(
        run.out.contains("  修正條文\n    第3條（刪除）\n"),
        "{}",
        run.out
    );
}
