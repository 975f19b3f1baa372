//! The chart.

use clinic_core::chart;
use clinic_core::chart::model::{ChartEntryView, ChartVersionsRequest, ChartView, OpenChart, SaveChartEntry};
use clinic_core::error::Outcome;
use tauri::State;

use super::act;
use crate::state::Desk;

/// A patient's chart.
#[tauri::command]
pub async fn chart_open(desk: State<'_, Desk>, request: OpenChart) -> Outcome<ChartView> {
    act!(desk, chart::open, request)
}

/// Keeps an entry of a chart.
#[tauri::command]
pub async fn chart_save(desk: State<'_, Desk>, request: SaveChartEntry) -> Outcome<ChartEntryView> {
    act!(desk, chart::save, request)
}

/// What an entry once said.
#[tauri::command]
pub async fn chart_versions(desk: State<'_, Desk>, request: ChartVersionsRequest) -> Outcome<Vec<ChartEntryView>> {
    act!(desk, chart::versions, request)
}
