//! Enums whose numbers cross to the other half.
//!
//! Each is declared once, in Rust. `crate::protocol` generates the other half's copy from [`Numbered`], so that no
//! number is copied by hand.

/// An enum whose variants are known to the other half by number.
pub trait Numbered: Copy + Sized + 'static {
    /// All variants, in the order of their numbers, which begin with 0.
    const ALL: &'static [Self];

    /// The other half's names for the enum and its variants.
    const NAMES: (&'static str, &'static [&'static str]);

    /// The variant with this number.
    fn from_number(number: u32) -> Option<Self> {
        Self::ALL.get(number as usize).copied()
    }
}

/// Declares an enum that is [`Numbered`], with the numbers in the order of its variants.
macro_rules! numbered {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        $vis enum $name {
            $($(#[$variant_meta])* $variant),*
        }

        impl $crate::core::numbered::Numbered for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            const NAMES: (&'static str, &'static [&'static str]) =
                (stringify!($name), &[$(stringify!($variant)),*]);
        }
    };
}

pub(crate) use numbered;
