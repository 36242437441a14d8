//! Reads what the server answers: the text to a tree once, the tree to the answer's type. `serde_json`'s own reader is
//! compiled anew into each type, with ways to read it from a list and to say where a fault lies; that was a quarter of
//! what a module's page had to fetch. This one knows objects by name only and names at most a missing field.

use std::fmt;
use std::slice;

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, EnumAccess, Expected, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde_json::{Value, map};

/// The text as a `T`.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Mismatch> {
    T::deserialize(Tree(&tree(text)?))
}

fn tree(text: &str) -> Result<Value, Mismatch> {
    serde_json::from_str(text).map_err(|_| Mismatch("JSON"))
}

/// The answer is not what the app expects: the field that is missing, or what kind of thing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch(&'static str);

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unreadable answer: ")?;
        f.write_str(self.0)
    }
}

impl std::error::Error for Mismatch {}

impl de::Error for Mismatch {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Mismatch("value")
    }
    fn invalid_type(_: Unexpected, _: &dyn Expected) -> Self {
        Mismatch("type")
    }
    fn invalid_value(_: Unexpected, _: &dyn Expected) -> Self {
        Mismatch("value")
    }
    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Mismatch("length")
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Mismatch("variant")
    }
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Mismatch("unknown field")
    }
    fn missing_field(field: &'static str) -> Self {
        Mismatch(field)
    }
    fn duplicate_field(field: &'static str) -> Self {
        Mismatch(field)
    }
}

type Read<T> = Result<T, Mismatch>;

/// A part of the answer.
#[derive(Clone, Copy)]
struct Tree<'a>(&'a Value);

const OTHER: Mismatch = Mismatch("type");

impl<'a> Tree<'a> {
    fn text(self) -> Read<&'a str> {
        self.0.as_str().ok_or(OTHER)
    }

    fn integer(self) -> Read<i64> {
        self.0.as_i64().ok_or(OTHER)
    }

    fn natural(self) -> Read<u64> {
        self.0.as_u64().ok_or(OTHER)
    }

    fn entries(self) -> Read<Entries<'a>> {
        let map = self.0.as_object().ok_or(OTHER)?;
        Ok(Entries { rest: map.iter(), value: &Value::Null })
    }

    fn items(self) -> Read<Items<'a>> {
        Ok(Items(self.0.as_array().ok_or(OTHER)?.iter()))
    }
}

macro_rules! read_as {
    ($($method:ident $visit:ident $get:ident;)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            visitor.$visit(self.$get()?)
        })+
    };
}

impl<'de> de::Deserializer<'de> for Tree<'_> {
    type Error = Mismatch;

    read_as! {
        deserialize_i8 visit_i64 integer;
        deserialize_i16 visit_i64 integer;
        deserialize_i32 visit_i64 integer;
        deserialize_i64 visit_i64 integer;
        deserialize_u8 visit_u64 natural;
        deserialize_u16 visit_u64 natural;
        deserialize_u32 visit_u64 natural;
        deserialize_u64 visit_u64 natural;
        deserialize_char visit_str text;
        deserialize_str visit_str text;
        deserialize_string visit_str text;
        deserialize_identifier visit_str text;
        deserialize_seq visit_seq items;
        deserialize_map visit_map entries;
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(_) => visitor.visit_i64(self.integer()?),
            Value::String(text) => visitor.visit_str(text),
            Value::Array(_) => visitor.visit_seq(self.items()?),
            Value::Object(_) => visitor.visit_map(self.entries()?),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_bool(self.0.as_bool().ok_or(OTHER)?)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_f64(self.0.as_f64().ok_or(OTHER)?)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, _: V) -> Read<V::Value> {
        Err(OTHER)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, _: V) -> Read<V::Value> {
        Err(OTHER)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.0.is_null() { visitor.visit_unit() } else { Err(OTHER) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Read<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Read<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        visitor.visit_seq(self.items()?)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Read<V::Value> {
        visitor.visit_seq(self.items()?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        visitor.visit_map(self.entries()?)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        visitor.visit_enum(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_unit()
    }
}

struct Items<'a>(slice::Iter<'a, Value>);

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        self.0.next().map(|item| seed.deserialize(Tree(item))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Entries<'a> {
    rest: map::Iter<'a>,
    /// Of the key that was read last.
    value: &'a Value,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Mismatch;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        self.value = value;
        seed.deserialize(key.as_str().into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        seed.deserialize(Tree(self.value))
    }
}

/// A variant is its name, or an object with its name and what it holds.
impl<'de, 'a> EnumAccess<'de> for Tree<'a> {
    type Error = Mismatch;
    type Variant = Tree<'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Read<(V::Value, Tree<'a>)> {
        let (name, held) = match self.0 {
            Value::Object(map) => map.iter().next().map(|(name, held)| (name.as_str(), held)).ok_or(OTHER)?,
            _ => (self.text()?, &Value::Null),
        };
        Ok((seed.deserialize(name.into_deserializer())?, Tree(held)))
    }
}

impl<'de> VariantAccess<'de> for Tree<'_> {
    type Error = Mismatch;

    fn unit_variant(self) -> Read<()> {
        if self.0.is_null() { Ok(()) } else { Err(OTHER) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<T::Value> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        visitor.visit_seq(self.items()?)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Read<V::Value> {
        visitor.visit_map(self.entries()?)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use api::documents::{Block, Draft};
    use flow::{Refusal, ReturnTo, StepId};
    use serde::Serialize;

    use super::*;

    /// What the server writes is what is read.
    fn check<T: DeserializeOwned + Serialize + PartialEq + fmt::Debug>(value: &T) {
        let text = serde_json::to_string(value).expect("it can be written");
        assert_eq!(read::<T>(&text).as_ref(), Ok(value), "{text}");
    }

    #[test]
    fn every_form_that_the_wire_knows_is_read() {
        check(&true);
        check(&-7_i64);
        check(&7_u8);
        check(&0.5_f64);
        check(&Some("文".to_owned()));
        check(&None::<String>);
        check(&vec![(1_i32, "一".to_owned()), (2, "二".to_owned())]);
        check(&BTreeMap::from([("甲".to_owned(), 1_u16)]));
        check(&ReturnTo::Drafter);
        check(&ReturnTo::Step(StepId::from("review")));
        check(&Refusal::ItemWaiting);
        check(&Refusal::NoHandler { step: "sign".into() });
        check(&Vec::<Block>::new());
        check(&Block::Paragraph { text: "各县（区）人民政府：".into() });
        check(&Draft::new(api::OrganId(uuid::Uuid::from_u128(7))));
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(read::<Draft>(r#"{"genre":"通知"}"#), Err(Mismatch("direction")));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(read::<u8>("256"), Err(Mismatch("value")));
        assert_eq!(read::<u8>("-1"), Err(OTHER));
        assert_eq!(read::<String>("7"), Err(OTHER));
        assert_eq!(read::<bool>("null"), Err(OTHER));
        assert_eq!(read::<ReturnTo>(r#""home""#), Err(Mismatch("variant")));
        assert_eq!(read::<Vec<Block>>(r#"[{"type":"chart","text":""}]"#), Err(Mismatch("variant")));
        assert_eq!(read::<Draft>("{"), Err(Mismatch("JSON")));
    }
}
