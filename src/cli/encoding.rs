//! Texts in encodings older than UTF-8.
//!
//! Government files are often in them. The encoding is named, never guessed: a guess that is wrong
//! gives names that are wrong. Bytes become UTF-8 as they are read; where some are no character of
//! the encoding, a byte stands that no UTF-8 text has, so that whoever reads the line finds it to be
//! no text, and refuses that line alone.

use std::io::{self, Read};

use clap::ValueEnum;
use encoding_rs::{BIG5, Decoder, DecoderResult, EUC_KR, UTF_16LE};

/// How the characters of a file are written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Encoding {
    /// UTF-8, with or without a byte order mark
    #[value(name = "utf-8", alias = "utf8")]
    Utf8,
    /// Big5, as Windows writes it in Taiwan (code page 950)
    #[value(alias = "cp950")]
    Big5,
    /// UTF-16; without a byte order mark, the lower byte first
    #[value(name = "utf-16", alias = "utf16")]
    Utf16,
    /// EUC-KR, as Windows writes it in Korea (code page 949)
    #[value(name = "euc-kr", alias = "cp949")]
    EucKr,
}

/// Stands where bytes are no character. No UTF-8 text has this byte.
const NO_CHARACTER: u8 = 0xff;
/// Bytes taken at once.
const CHUNK: usize = 64 << 10;

impl Encoding {
    /// What it is called.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Big5 => "Big5",
            Self::Utf16 => "UTF-16",
            Self::EucKr => "EUC-KR",
        }
    }

    /// The same as UTF-8.
    pub(super) fn decode(self, source: Box<dyn Read>) -> Box<dyn Read> {
        let decoder = match self {
            Self::Utf8 => return source,
            Self::Big5 => BIG5.new_decoder_without_bom_handling(),
            Self::Utf16 => UTF_16LE.new_decoder(),
            Self::EucKr => EUC_KR.new_decoder_without_bom_handling(),
        };
        Box::new(Decoding {
            source,
            decoder,
            taken: vec![0; CHUNK],
            at: 0,
            end: 0,
            last: false,
            ready: vec![0; CHUNK],
            ready_at: 0,
            ready_end: 0,
            done: false,
        })
    }
}

/// A stream in another encoding, read as UTF-8.
struct Decoding {
    source: Box<dyn Read>,
    decoder: Decoder,
    /// Bytes taken from the source; those from `at` to `end` are not decoded yet.
    taken: Vec<u8>,
    at: usize,
    end: usize,
    /// Whether the source has ended.
    last: bool,
    /// Decoded bytes; those from `ready_at` to `ready_end` are not handed out yet.
    ready: Vec<u8>,
    ready_at: usize,
    ready_end: usize,
    /// Whether all is decoded.
    done: bool,
}

impl Decoding {
    /// Decodes some more, at least a byte unless all is decoded.
    fn decode(&mut self) -> io::Result<()> {
        (self.ready_at, self.ready_end) = (0, 0);
        while self.ready_end == 0 && !self.done {
            if self.at == self.end && !self.last {
                self.end = self.source.read(&mut self.taken)?;
                self.at = 0;
                self.last = self.end == 0;
            }
            let source = self.taken.get(self.at..self.end).unwrap_or_default();
            // The last byte is kept for the sign that stands for no character.
            let Some((kept, free)) = self.ready.split_last_mut() else {
                break;
            };
            let (result, read, written) = self
                .decoder
                .decode_to_utf8_without_replacement(source, free, self.last);
            self.at += read;
            self.ready_end = written;
            match result {
                DecoderResult::InputEmpty => self.done = self.last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    *free.get_mut(written).unwrap_or(kept) = NO_CHARACTER;
                    self.ready_end += 1;
                }
            }
        }
        Ok(())
    }
}

impl Read for Decoding {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ready_at == self.ready_end {
            self.decode()?;
        }
        let ready = self.ready.get(self.ready_at..self.ready_end);
        let read = ready.unwrap_or_default().read(buffer)?;
        self.ready_at += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(encoding: Encoding, bytes: &'static [u8]) -> Vec<u8> {
        let mut read = Vec::new();
        let mut source = encoding.decode(Box::new(bytes));
        io::copy(&mut source, &mut read).unwrap();
        read
    }

    #[test]
    fn what_is_no_character_costs_only_itself() {
        assert_eq!(
            read(Encoding::Big5, b"\xb3\x57\xab\x68,1\n"),
            "規則,1\n".as_bytes()
        );
        assert_eq!(read(Encoding::Big5, b"a\x80,\xb3\n1"), b"a\xff,\xff\n1");
        assert_eq!(
            read(Encoding::EucKr, b"\xb1\xd4\xc4\xa2"),
            "규칙".as_bytes()
        );
        assert_eq!(
            read(Encoding::Utf16, b"\xff\xfe\x8f\x89\n\0"),
            "規\n".as_bytes()
        );
        assert_eq!(
            read(Encoding::Utf16, b"\xfe\xff\x89\x8f\0\n"),
            "規\n".as_bytes()
        );
        assert_eq!(read(Encoding::Utf16, b"a\0\0\xd8b\0"), b"a\xffb");
    }
}
