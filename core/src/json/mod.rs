//! One spelling for every signed body, so that no two readers read two things in it.

mod given;

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Serialize, Serializer};

/// The largest whole number that a browser reads exactly.
const NUMBER_MOST: u64 = (1 << 53) - 1;

/// Reads `T` from JSON that is spelt as `JSON.stringify` spells it: no white space, no member twice,
/// no needless escape, whole numbers from 0 to 2⁵³ − 1. `None` for anything else, and for more than 127 lists and
/// objects within each other, which is what `serde_json` follows.
#[must_use]
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let any: Any = serde_json::from_slice(bytes).ok()?;
    if serde_json::to_vec(&any).ok()? != bytes {
        return None;
    }
    T::deserialize(any).ok()
}

/// Any JSON with its members in their order.
enum Any {
    Null,
    Bool(bool),
    Number(u64),
    Text(String),
    List(Vec<Any>),
    Members(Vec<(String, Any)>),
}

impl Serialize for Any {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => to.serialize_unit(),
            Self::Bool(value) => to.serialize_bool(*value),
            Self::Number(value) => to.serialize_u64(*value),
            Self::Text(value) => to.serialize_str(value),
            Self::List(values) => {
                let mut list = to.serialize_seq(Some(values.len()))?;
                for value in values {
                    list.serialize_element(value)?;
                }
                list.end()
            }
            Self::Members(members) => {
                let mut map = to.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyVisitor)
    }
}

struct AnyVisitor;

impl<'de> Visitor<'de> for AnyVisitor {
    type Value = Any;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Any, E> {
        Ok(Any::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Any, E> {
        Ok(Any::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Any, E> {
        if value > NUMBER_MOST {
            Err(E::custom("number too large"))
        } else {
            Ok(Any::Number(value))
        }
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Any, E> {
        Ok(Any::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Any, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Any::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Any, A::Error> {
        let (mut names, mut members) = (BTreeSet::new(), Vec::new());
        while let Some((name, value)) = map.next_entry::<String, Any>()? {
            // JSON.stringify moves such names to the front, and would not give the same spelling.
            if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(A::Error::custom("a number as a name"));
            }
            if !names.insert(name.clone()) {
                return Err(A::Error::custom("a member twice"));
            }
            members.push((name, value));
        }
        Ok(Any::Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Word {
        One,
    }

    #[derive(Debug, Deserialize)]
    struct Thing {
        #[expect(dead_code, reason = "only whether it is read matters")]
        word: Word,
        #[expect(dead_code, reason = "only whether it is read matters")]
        small: Option<u8>,
    }

    #[test]
    fn an_object_is_no_list_and_a_word_no_object() {
        let is_thing = |text: &str| read::<Thing>(text.as_bytes()).is_some();
        assert!(is_thing(r#"{"word":"one","small":255,"more":[{}]}"#));
        assert!(is_thing(r#"{"word":"one","small":null}"#));
        for bad in [
            r#"["one",255]"#,
            r#"{"word":{"one":null},"small":1}"#,
            r#"{"word":["one"],"small":1}"#,
            r#"{"word":0,"small":1}"#,
            r#"{"word":"two","small":1}"#,
            r#"{"word":"one","small":256}"#,
            r#"{"word":"one","small":[]}"#,
        ] {
            assert!(!is_thing(bad), "{bad}");
        }
    }

    #[test]
    fn a_hundred_and_twenty_seven_within_each_other() {
        let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read::<Value>(nested(127).as_bytes()).is_some());
        assert!(read::<Value>(nested(128).as_bytes()).is_none());
    }

    #[test]
    fn one_spelling() {
        for good in [
            r#"{"b":1,"a":"漢\n\u0001","c":[null,true,{}]}"#,
            "{}",
            r#""x/y""#,
            "9007199254740991",
        ] {
            assert!(read::<Value>(good.as_bytes()).is_some(), "{good}");
        }
        for bad in [
            r#"{"a":1, "b":2}"#,
            r#"{"a":1,"a":1}"#,
            r#"{"x":{"a":1,"a":2}}"#,
            r#""\u0041""#,
            r#""\/""#,
            "1.0",
            "-1",
            "1e2",
            "9007199254740992",
            r#"{"1":2}"#,
            r#""\ud800""#,
            "{} ",
            " {}",
            "\u{feff}{}",
            "",
        ] {
            assert!(read::<Value>(bad.as_bytes()).is_none(), "{bad}");
        }
    }
}
