//! One spelling for every signed body, so that no two readers read two things in it.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Serialize, Serializer};

/// The largest whole number that a browser reads exactly.
const NUMBER_MOST: u64 = (1 << 53) - 1;

/// Reads `T` from JSON that is spelt as `JSON.stringify` spells it: no white space, no member twice,
/// no needless escape, whole numbers from 0 to 2⁵³ − 1. `None` for anything else.
#[must_use]
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let any: Any = serde_json::from_slice(bytes).ok()?;
    if serde_json::to_vec(&any).ok()? != bytes {
        return None;
    }
    serde_json::from_slice(bytes).ok()
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
