//! What is declared of a policy: its rule, its age, and where it is on.

use overlint_source::Rule;
use schemars::JsonSchema;
use serde::Deserialize;

/// What is known of a policy without running it. [`crate::policy!`] writes it.
#[derive(Clone, Copy, Debug)]
pub struct Declaration {
    /// The id, the summary, the documentation and the severity.
    pub rule: Rule,
    /// The release that it came with.
    pub since: &'static str,
    /// The smallest profile that it is on in.
    pub profile: Profile,
    /// The file that declares it, as the compiler names it.
    pub file: &'static str,
}

/// A set of policies that are on together. Naming a policy in the configuration turns it on in any profile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "profile")]
pub enum Profile {
    /// What is nearly always right: on without a configuration.
    #[default]
    Recommended,
    /// Also what many teams do not want.
    Strict,
    /// The recommended policies and those on security.
    Security,
}

impl Profile {
    /// Whether a policy of the profile `other` is on in this one.
    pub fn has(self, other: Self) -> bool {
        other == Self::Recommended || other == self
    }

    /// The name in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Recommended => "recommended",
            Self::Strict => "strict",
            Self::Security => "security",
        }
    }
}

/// Declares a policy: the struct, and its [`Declaration`] as the associated constant `DECLARATION`.
///
/// The doc comment becomes the documentation of the rule, and the test of it: see [`crate::testing`].
/// ```
/// overlint_policy::policy! {
///     /// ## What it does
///     /// Finds pods on the network of their node.
///     pub struct HostNetwork;
///     id: "host-network",
///     summary: "a pod shares the network of its node",
///     severity: Warning,
///     since: "0.1.0",
///     profile: Security,
/// }
/// assert_eq!(HostNetwork::DECLARATION.rule.id, "host-network");
/// assert!(HostNetwork::DECLARATION.rule.documentation.starts_with("## What it does\nFinds"));
/// ```
#[macro_export]
macro_rules! policy {
    ($(#[doc = $doc:literal])+ pub struct $name:ident; $($rest:tt)+) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug)]
        pub struct $name;
        $crate::__declaration! { $name [$($doc)+] $($rest)+ }
    };
    (
        $(#[doc = $doc:literal])+
        pub struct $name:ident { $($(#[$note:meta])* $field:ident: $kind:ty),+ $(,)? }
        $($rest:tt)+
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug)]
        pub struct $name { $($(#[$note])* $field: $kind),+ }
        $crate::__declaration! { $name [$($doc)+] $($rest)+ }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __declaration {
    (
        $name:ident [$($doc:literal)+]
        id: $id:literal,
        summary: $summary:literal,
        severity: $severity:ident,
        since: $since:literal,
        profile: $profile:ident $(,)?
    ) => {
        impl $name {
            const TEXT: &'static str = concat!($($doc, "\n"),+);
            const BYTES: [u8; $crate::documentation::length(Self::TEXT)] =
                $crate::documentation::unindent(Self::TEXT);

            /// What is known of this policy without running it.
            pub const DECLARATION: $crate::Declaration = $crate::Declaration {
                rule: $crate::Rule {
                    id: $id,
                    summary: $summary,
                    documentation: $crate::documentation::text(&Self::BYTES),
                    severity: $crate::Severity::$severity,
                },
                since: $since,
                profile: $crate::Profile::$profile,
                file: file!(),
            };
        }
    };
}
