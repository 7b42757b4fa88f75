//! Sorting as Go's `sort.Sort` does it, step for step.
//!
//! kustomize's legacy order is none: with Namespaces of several groups, or kinds that stand nowhere in its lists, a
//! first thing can stand before a second, that before a third, and the third before the first. What comes out then hangs
//! on every comparison and every swap. The steps are those of pattern-defeating quicksort, as `zsortinterface.go` of Go
//! 1.26 takes them.

/// Up to so many elements are put in place one by one.
const FEW: usize = 12;

/// From so many elements on a pivot is chosen from nine, and a nearly sorted list is mended.
const MANY: usize = 50;

/// How many faults in a nearly sorted list are mended.
const MENDED: usize = 5;

/// So many swaps in the choice of a pivot mean that the list is in reverse.
const ALL_SWAPS: usize = 12;

/// Sorts a list by whether one element stands before another.
pub(crate) fn sort<T>(list: &mut [T], before: impl Fn(&T, &T) -> bool) {
    let limit = bits(list.len());
    if list.len() > 1 {
        let end = list.len();
        Sorter { list, before }.sort(0, end, limit);
    }
}

/// How many binary digits a number has.
fn bits(number: usize) -> u32 {
    usize::BITS - number.leading_zeros()
}

struct Sorter<'a, T, F> {
    list: &'a mut [T],
    before: F,
}

#[derive(PartialEq, Eq)]
enum Hint {
    Sorted,
    Reversed,
    Unknown,
}

impl<T, F: Fn(&T, &T) -> bool> Sorter<'_, T, F> {
    fn less(&self, a: usize, b: usize) -> bool {
        (self.before)(&self.list[a], &self.list[b])
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.list.swap(a, b);
    }

    /// Sorts a range. Calls itself for the shorter part only, and so never goes deep.
    fn sort(&mut self, mut start: usize, mut end: usize, mut limit: u32) {
        let (mut balanced, mut partitioned) = (true, true);
        loop {
            let length = end - start;
            if length <= FEW {
                return self.insert_each(start, end);
            }
            if limit == 0 {
                return self.sort_by_heap(start, end);
            }
            if !balanced {
                self.shuffle(start, end);
                limit -= 1;
            }
            let (mut pivot, mut hint) = self.pivot(start, end);
            if hint == Hint::Reversed {
                self.list[start..end].reverse();
                pivot = (end - 1) - (pivot - start);
                hint = Hint::Sorted;
            }
            if balanced && partitioned && hint == Hint::Sorted && self.mend(start, end) {
                return;
            }
            if start > 0 && !self.less(start - 1, pivot) {
                start = self.part_equal(start, end, pivot);
                continue;
            }
            let (middle, was_partitioned) = self.part(start, end, pivot);
            partitioned = was_partitioned;
            let (left, right) = (middle - start, end - middle);
            balanced = left.min(right) >= length / 8;
            if left < right {
                self.sort(start, middle, limit);
                start = middle + 1;
            } else {
                self.sort(middle + 1, end, limit);
                end = middle;
            }
        }
    }

    fn insert_each(&mut self, start: usize, end: usize) {
        for index in start + 1..end {
            self.sink(index, start);
        }
    }

    /// Lets an element go to the front for as long as it stands before its neighbour.
    fn sink(&mut self, from: usize, first: usize) {
        let mut index = from;
        while index > first && self.less(index, index - 1) {
            self.swap(index, index - 1);
            index -= 1;
        }
    }

    fn sort_by_heap(&mut self, start: usize, end: usize) {
        let length = end - start;
        for root in (0..=(length - 1) / 2).rev() {
            self.sift(start, root, length);
        }
        for last in (0..length).rev() {
            self.swap(start, start + last);
            self.sift(start, 0, last);
        }
    }

    fn sift(&mut self, first: usize, mut root: usize, end: usize) {
        loop {
            let mut child = 2 * root + 1;
            if child >= end {
                return;
            }
            if child + 1 < end && self.less(first + child, first + child + 1) {
                child += 1;
            }
            if !self.less(first + root, first + child) {
                return;
            }
            self.swap(first + root, first + child);
            root = child;
        }
    }

    /// Moves what is smaller than the pivot before it, and says where that comes to stand and whether nothing had to move.
    fn part(&mut self, start: usize, end: usize, pivot: usize) -> (usize, bool) {
        self.swap(start, pivot);
        let (mut low, mut high) = (start + 1, end - 1);
        let mut untouched = true;
        loop {
            while low <= high && self.less(low, start) {
                low += 1;
            }
            while low <= high && !self.less(high, start) {
                high -= 1;
            }
            if low > high {
                self.swap(high, start);
                return (high, untouched);
            }
            untouched = false;
            self.swap(low, high);
            low += 1;
            high -= 1;
        }
    }

    /// Moves what equals the pivot to the front, and says where the rest begins.
    fn part_equal(&mut self, start: usize, end: usize, pivot: usize) -> usize {
        self.swap(start, pivot);
        let (mut low, mut high) = (start + 1, end - 1);
        loop {
            while low <= high && !self.less(start, low) {
                low += 1;
            }
            while low <= high && self.less(start, high) {
                high -= 1;
            }
            if low > high {
                return low;
            }
            self.swap(low, high);
            low += 1;
            high -= 1;
        }
    }

    /// Mends a few faults of a list that is nearly sorted, and says whether it is sorted now.
    fn mend(&mut self, start: usize, end: usize) -> bool {
        let mut index = start + 1;
        for _ in 0..MENDED {
            while index < end && !self.less(index, index - 1) {
                index += 1;
            }
            if index == end {
                return true;
            }
            if end - start < MANY {
                return false;
            }
            self.swap(index, index - 1);
            if index - start >= 2 {
                self.sink(index - 1, 0);
            }
            if end - index >= 2 {
                self.rise(index + 1, end);
            }
        }
        false
    }

    /// Lets the element before an index go to the end for as long as its neighbour stands before it.
    fn rise(&mut self, from: usize, end: usize) {
        let mut index = from;
        while index < end && self.less(index, index - 1) {
            self.swap(index, index - 1);
            index += 1;
        }
    }

    /// Swaps some elements around the middle with others that only the length chooses.
    fn shuffle(&mut self, start: usize, end: usize) {
        let length = end - start;
        let mut state = length as u64;
        let mask = (1_u64 << bits(length)) - 1;
        let middle = start + (length / 4) * 2;
        for index in middle - 1..=middle + 1 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let other = usize::try_from(state & mask).unwrap_or_default();
            let other = if other >= length { other - length } else { other };
            self.swap(index, start + other);
        }
    }

    fn pivot(&self, start: usize, end: usize) -> (usize, Hint) {
        let quarter = (end - start) / 4;
        let mut places = [start + quarter, start + quarter * 2, start + quarter * 3];
        let mut swaps = 0;
        if end - start >= MANY {
            places = places.map(|place| self.median([place - 1, place, place + 1], &mut swaps));
        }
        let pivot = self.median(places, &mut swaps);
        let hint = match swaps {
            0 => Hint::Sorted,
            ALL_SWAPS => Hint::Reversed,
            _ => Hint::Unknown,
        };
        (pivot, hint)
    }

    fn median(&self, [mut a, mut b, mut c]: [usize; 3], swaps: &mut usize) -> usize {
        self.order(&mut a, &mut b, swaps);
        self.order(&mut b, &mut c, swaps);
        self.order(&mut a, &mut b, swaps);
        b
    }

    fn order(&self, a: &mut usize, b: &mut usize, swaps: &mut usize) {
        if self.less(*b, *a) {
            *swaps += 1;
            std::mem::swap(a, b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers without an order that anybody would see.
    fn scattered(count: usize) -> Vec<usize> {
        (0..count).map(|index| (index * 7919 + 13) % 1009).collect()
    }

    #[test]
    fn what_has_an_order_is_sorted() {
        for count in [0, 1, 2, 12, 13, 49, 50, 51, 200, 2000] {
            let lists = [scattered(count), (0..count).collect(), (0..count).rev().collect(), vec![3; count]];
            for mut list in lists {
                let mut wanted = list.clone();
                wanted.sort_unstable();
                sort(&mut list, |a, b| a < b);
                assert_eq!(list, wanted);
            }
        }
    }

    #[test]
    fn what_has_no_order_ends_too() {
        for count in [3, 20, 100, 1000] {
            let mut list = scattered(count);
            sort(&mut list, |a, b| (a + 1) % 3 == b % 3);
            sort(&mut list, |_, _| true);
            sort(&mut list, |_, _| false);
            assert_eq!(list.len(), count);
        }
    }
}
