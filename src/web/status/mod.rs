//! The status of an object for a UI: `transformControlPlaneStatus` and `computeStatus`.

mod control_plane;
pub mod kstatus;

pub use control_plane::transform_control_plane_status;
