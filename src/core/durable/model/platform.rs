//! What happens to tabs that is not their doing: crashes, reloads, freezes and thaws, locks that are lost, writes that
//! arrive, late or never.

use super::{Doing, Entry, Fence, GONE, Look, Status, Tab, World, kind_of};

impl<const TABS: usize> World<TABS> {
    pub(super) fn platform_acts(&self, at: usize, all: &mut Vec<Self>) {
        let tab = &self.tabs[at];
        if let Some(write) = tab.write {
            all.push(self.with(|world| world.deliver(at, write)));
            // There was no room for it, or its page is gone. That a task has ended is written in any case, while it lives.
            if self.left.lost_writes > 0 && (!tab.is_alive || write.status == Status::Open) {
                all.push(self.with(|world| {
                    world.tabs[at].write = None;
                    world.left.lost_writes -= 1;
                }));
            }
        }
        if !tab.is_alive {
            if self.left.reloads > 0 {
                all.push(self.with(|world| {
                    // A new page has a name of its own: an old write is another's.
                    if world.entry.owner == Some(at) && world.entry.status == Status::Open {
                        world.entry.owner = Some(GONE);
                    }
                    world.tabs[at] = Tab::NEW;
                    world.left.reloads -= 1;
                }));
            }
            return;
        }
        if self.left.crashes > 0 {
            all.push(self.with(|world| {
                world.left.crashes -= 1;
                let tab = &mut world.tabs[at];
                tab.is_alive = false;
                tab.has_lock = false;
                tab.is_told = false;
                tab.is_to_retry = false;
                tab.doing = Doing::Nothing;
            }));
        }
        if tab.is_frozen {
            all.push(self.with(|world| world.tabs[at].is_frozen = false));
            if self.left.losses > 0 && tab.has_lock {
                all.push(self.with(|world| {
                    world.left.losses -= 1;
                    let tab = &mut world.tabs[at];
                    tab.has_lock = false;
                    tab.has_lost = true;
                }));
            }
        } else if self.left.freezes > 0 {
            all.push(self.with(|world| {
                world.left.freezes -= 1;
                let tab = &mut world.tabs[at];
                tab.is_frozen = true;
                if let Doing::Asking { is_old, .. } = &mut tab.doing {
                    *is_old = true;
                }
            }));
        }
    }

    /// A write reaches the store, which compares, whatever has become of its tab.
    fn deliver(&mut self, at: usize, write: Entry) {
        self.tabs[at].write = None;
        let owner = kind_of(self.entry.owner, at);
        let look = Look { owner, took: 0.0, has_lock: true, was_answered: true, looks: 0 };
        if look.fence() != Fence::Yield {
            self.entry = write;
        }
        let tab = &mut self.tabs[at];
        if tab.is_alive && tab.doing == Doing::Writing {
            tab.doing = Doing::Running;
        }
    }
}
