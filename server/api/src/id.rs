//! Ids are newtypes: a department cannot be passed where an organ is meant.

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    )+};
}

id! {
    /// An organ (机关).
    OrganId;
    /// A department within an organ (内设机构).
    DepartmentId;
    PersonId;
    /// A case (事项): one piece of office work.
    CaseId;
    /// A stored file.
    FileId;
    /// A register of numbers (发文字号登记簿).
    RegisterId;
    SealId;
    /// A delegation (委托).
    DelegationId;
    /// A browser that is pushed to.
    PushDeviceId;
}
