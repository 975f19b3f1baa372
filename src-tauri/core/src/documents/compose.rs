//! Where everything stands: blocks flow down the pages, a table's head is repeated, and when all pages are known their
//! numbers are written. Lengths are points, from the top left corner.

use super::measures::Measures;
use super::model::{Block, Cell, Code, Column, Document, Table};
use super::typeset::{Line, Look, Typesetter};

/// What is drawn on a page.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    /// A line of text from its left end on its baseline.
    Text { x: f32, baseline: f32, line: Line, tone: Tone },
    /// A thin line from left to right.
    Rule { x: f32, y: f32, width: f32, tone: Tone },
    /// An empty square, to be ticked by hand.
    TickBox { x: f32, y: f32, side: f32 },
    /// A QR code from its top left corner.
    Code { x: f32, y: f32, module: f32, rows: Vec<Vec<bool>> },
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tone {
    Ink,
    Muted,
    Faint,
}

const GAP: f32 = 8.0;
const CELL_GAP: f32 = 7.0;
const ROW_PADDING: f32 = 2.5;
/// The side of a code's module: 0.5 mm, which every telephone tells from its neighbours.
const MODULE: f32 = 1.4;
/// How many modules around a code stay empty.
const QUIET: f32 = 4.0;

/// The pages of a document, one at least.
pub(super) fn pages(document: &Document, typesetter: &mut Typesetter) -> Vec<Vec<Mark>> {
    let mut composer = Composer::new(document, typesetter);
    composer.opening();
    for (at, block) in document.blocks.iter().enumerate() {
        composer.block(block, document.blocks.get(at + 1));
    }
    composer.numbered()
}

struct Composer<'a> {
    document: &'a Document,
    typesetter: &'a mut Typesetter,
    measures: Measures,
    pages: Vec<Vec<Mark>>,
    /// Where the next thing goes.
    y: f32,
    /// Nothing but the page's own head stands on it yet.
    at_top: bool,
}

impl<'a> Composer<'a> {
    fn new(document: &'a Document, typesetter: &'a mut Typesetter) -> Self {
        let measures = Measures::of(document.paper);
        let y = measures.margin;
        Self { document, typesetter, measures, pages: vec![Vec::new()], y, at_top: true }
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// Below this nothing stands but the foot.
    fn bottom(&self) -> f32 {
        self.measures.height - self.measures.margin - self.measures.small.line_height() - GAP / 2.0
    }

    fn room(&self) -> f32 {
        self.bottom() - self.y
    }

    fn turn_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = self.measures.margin;
        let head: Vec<&str> = [self.document.title.as_str(), self.document.subtitle.as_str()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        let (small, left, inner) = (self.measures.small, self.measures.margin, self.measures.inner());
        for line in self.typesetter.lines(&head.join(" · "), small, inner) {
            self.place(line, small, left, Tone::Muted);
        }
        self.rule(Tone::Faint);
        self.at_top = true;
    }

    /// Turns the page unless so much fits on this one. A fresh page is as much as there is.
    fn need(&mut self, height: f32) {
        if self.room() < height && !self.at_top {
            self.turn_page();
        }
    }

    /// Puts a line where the next thing goes and moves on.
    fn place(&mut self, line: Line, look: Look, x: f32, tone: Tone) {
        self.mark(Mark::Text { x, baseline: baseline(self.y, look), line, tone });
        self.y += look.line_height();
    }

    fn rule(&mut self, tone: Tone) {
        let (x, width) = (self.measures.margin, self.measures.inner());
        self.y += 3.0;
        self.mark(Mark::Rule { x, y: self.y, width, tone });
        self.y += 5.0;
    }

    /// Lines that may go on over the page between any two.
    fn flow(&mut self, text: &str, look: Look, tone: Tone) {
        let (left, inner) = (self.measures.margin, self.measures.inner());
        for line in self.typesetter.lines(text, look, inner) {
            self.need(look.line_height());
            self.place(line, look, left, tone);
            self.at_top = false;
        }
    }

    fn opening(&mut self) {
        let (small, small_bold, title) = (self.measures.small, self.measures.small_bold, self.measures.title);
        let document = self.document;
        for (at, line) in document.letterhead.iter().filter(|line| !line.is_empty()).enumerate() {
            let (look, tone) = if at == 0 { (small_bold, Tone::Ink) } else { (small, Tone::Muted) };
            self.flow(line, look, tone);
        }
        self.y += GAP / 2.0;
        self.flow(&document.title, title, Tone::Ink);
        if !document.subtitle.is_empty() {
            self.flow(&document.subtitle, self.measures.heading, Tone::Ink);
        }
        self.rule(Tone::Ink);
    }

    fn block(&mut self, block: &Block, next: Option<&Block>) {
        let (text, heading) = (self.measures.text, self.measures.heading);
        match block {
            Block::Heading(words) => {
                let beginning = next.map_or(0.0, |next| self.beginning(next));
                self.need(GAP + heading.line_height() + beginning);
                if !self.at_top {
                    self.y += GAP;
                }
                self.flow(words, heading, Tone::Ink);
            }
            Block::Paragraph(words) => {
                self.flow(words, text, Tone::Ink);
                self.y += GAP;
            }
            Block::Large { name, text } => self.large(name, text),
            Block::Facts(facts) => self.facts(facts),
            Block::Table(table) => {
                let beginning = self.beginning(block);
                self.table(table, beginning);
            }
            Block::Code { code, beside } => self.code(code, beside),
        }
    }

    fn large(&mut self, name: &str, text: &str) {
        let (small, large) = (self.measures.small, self.measures.large);
        self.need(small.line_height() + large.line_height());
        self.flow(name, small, Tone::Muted);
        self.flow(text, large, Tone::Ink);
        self.y += GAP / 2.0;
    }

    fn code(&mut self, code: &Code, beside: &[String]) {
        let (quiet, side) = (QUIET * MODULE, code.rows.len() as f32 * MODULE);
        self.need(side + 2.0 * quiet);
        let (left, top) = (self.measures.margin + quiet, self.y + quiet);
        self.mark(Mark::Code { x: left, y: top, module: MODULE, rows: code.rows.clone() });
        let (small, x) = (self.measures.small, left + side + quiet + CELL_GAP);
        self.y = top;
        for text in beside.iter().filter(|text| !text.is_empty()) {
            for line in self.typesetter.lines(text, small, self.measures.margin + self.measures.inner() - x) {
                self.place(line, small, x, Tone::Ink);
            }
            self.y += GAP / 4.0;
        }
        self.y = self.y.max(top + side + quiet) + GAP;
        self.at_top = false;
    }

    fn facts(&mut self, facts: &[(String, String)]) {
        let table: Vec<_> = facts
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| vec![Cell::Text(name.clone()), Cell::Text(text.clone())])
            .collect();
        let widths = self.widths(&[1.0, 2.4]);
        for cells in &table {
            self.row(cells, &widths, self.measures.text, &[Tone::Muted, Tone::Ink], None);
        }
        self.y += GAP;
    }

    fn widths(&self, shares: &[f32]) -> Vec<(f32, f32)> {
        let gaps = CELL_GAP * (shares.len().saturating_sub(1)) as f32;
        let one = (self.measures.inner() - gaps) / shares.iter().sum::<f32>();
        let mut x = self.measures.margin;
        let mut widths = Vec::new();
        for share in shares {
            widths.push((x, share * one));
            x += share * one + CELL_GAP;
        }
        widths
    }

    /// How much of a block must stand on one page: a table's head does not stay behind when its first row goes over.
    fn beginning(&mut self, block: &Block) -> f32 {
        let look = self.measures.text;
        let Block::Table(table) = block else { return look.line_height() };
        let widths = self.widths_of(table);
        let first = table.rows.first().map_or(1, |cells| self.lines_of(cells, &widths, look));
        self.measures.small_bold.line_height() + first as f32 * look.line_height() + 4.0 * ROW_PADDING
    }

    fn widths_of(&self, table: &Table) -> Vec<(f32, f32)> {
        let shares: Vec<f32> = table.columns.iter().map(|column| column.share).collect();
        self.widths(&shares)
    }

    fn table(&mut self, table: &Table, beginning: f32) {
        let widths = self.widths_of(table);
        let look = self.measures.text;
        self.need(beginning);
        self.head(&table.columns, &widths);
        for cells in &table.rows {
            self.row(cells, &widths, look, &[], Some(table));
            let (x, width) = (self.measures.margin, self.measures.inner());
            self.mark(Mark::Rule { x, y: self.y, width, tone: Tone::Faint });
        }
        self.y += GAP;
    }

    /// Says on a fresh page whose rows follow.
    fn go_on(&mut self, table: &Table, widths: &[(f32, f32)]) {
        if !table.continued.is_empty() {
            self.flow(&table.continued, self.measures.small_bold, Tone::Ink);
            self.at_top = true;
        }
        self.head(&table.columns, widths);
    }

    fn head(&mut self, columns: &[Column], widths: &[(f32, f32)]) {
        let fresh = self.at_top;
        let titles: Vec<Cell> = columns.iter().map(|column| Cell::Text(column.title.clone())).collect();
        self.row(&titles, widths, self.measures.small_bold, &[Tone::Muted; 16], None);
        let (x, width) = (self.measures.margin, self.measures.inner());
        self.mark(Mark::Rule { x, y: self.y, width, tone: Tone::Ink });
        self.at_top = fresh;
    }

    /// How many lines the longest cell of a row takes.
    fn lines_of(&mut self, cells: &[Cell], widths: &[(f32, f32)], look: Look) -> usize {
        let lines = cells.iter().zip(widths).map(|(cell, (_, width))| match cell {
            Cell::Text(text) => self.typesetter.lines(text, look, *width).len(),
            Cell::TickBox => 1,
        });
        lines.max().unwrap_or(1)
    }

    /// A row: whole where a page can hold it, else line by line. `table` is the one to be gone on with on a fresh page.
    fn row(&mut self, cells: &[Cell], widths: &[(f32, f32)], look: Look, tones: &[Tone], table: Option<&Table>) {
        let mut left: Vec<(f32, Tone, Option<f32>, Vec<Line>)> = Vec::new();
        for (at, (cell, (x, width))) in cells.iter().zip(widths).enumerate() {
            let tone = tones.get(at).copied().unwrap_or(Tone::Ink);
            left.push(match cell {
                Cell::Text(text) => (*x, tone, None, self.typesetter.lines(text, look, *width)),
                Cell::TickBox => (*x, tone, Some(look.size), Vec::new()),
            });
        }
        let step = look.line_height();
        loop {
            let lines = left.iter().map(|cell| cell.3.len()).max().unwrap_or(0).max(1);
            let whole = lines as f32 * step + 2.0 * ROW_PADDING;
            if self.room() < whole && !self.at_top {
                self.turn_page();
                if let Some(table) = table {
                    self.go_on(table, widths);
                }
            }
            let fit = (((self.room() - 2.0 * ROW_PADDING) / step) as usize).clamp(1, lines);
            self.y += ROW_PADDING;
            for (x, tone, tick, rest) in &mut left {
                if let Some(side) = tick.take() {
                    self.mark(Mark::TickBox { x: *x, y: self.y + (step - side) / 2.0, side });
                }
                let taken = fit.min(rest.len());
                for (at, line) in rest.drain(..taken).enumerate() {
                    let baseline = baseline(self.y + at as f32 * step, look);
                    self.mark(Mark::Text { x: *x, baseline, line, tone: *tone });
                }
            }
            self.y += fit as f32 * step + ROW_PADDING;
            self.at_top = false;
            if left.iter().all(|cell| cell.3.is_empty()) {
                return;
            }
        }
    }

    fn numbered(mut self) -> Vec<Vec<Mark>> {
        let count = self.pages.len();
        if count == 1 && self.document.foot.is_empty() {
            return self.pages;
        }
        let (small, margin, inner) = (self.measures.small, self.measures.margin, self.measures.inner());
        let baseline = baseline(self.measures.height - margin - small.line_height(), small);
        for at in 0..count {
            let number = self.document.page_of.replace("{page}", &(at + 1).to_string());
            let number = number.replace("{pages}", &count.to_string());
            let number = self.typesetter.lines(&number, small, inner).into_iter().next();
            let foot = self.typesetter.lines(&self.document.foot, small, inner * 0.75).into_iter().next();
            let number = number.map(|line| (self.measures.width - margin - line.width, line));
            for (x, line) in foot.map(|line| (margin, line)).into_iter().chain(number) {
                self.pages[at].push(Mark::Text { x, baseline, line, tone: Tone::Muted });
            }
        }
        self.pages
    }
}

/// Where the letters stand in a line that begins at `top`.
fn baseline(top: f32, look: Look) -> f32 {
    top + look.line_height() * 0.5 + look.size * 0.36
}
