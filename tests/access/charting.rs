//! What doctors ask of a patient's past and of the chart.

use clinic_core::ids::fresh;
use clinic_core::{chart, consultations};
use serde_json::json;

use super::{Caller, request};

pub async fn charting(caller: &mut Caller<'_>) {
    let form = json!({ "request_id": fresh(), "patient_id": fresh(), "before": null });
    caller.ask("consultations_history", |clinic, actor| consultations::history(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "patient_id": fresh() });
    caller.ask("chart_open", |clinic, actor| chart::open(clinic, actor, request(form))).await;
    let form = json!({
        "request_id": fresh(), "entry_id": fresh(), "patient_id": fresh(), "row_version": null,
        "fact": { "kind": "blood_type", "blood_type": "0+", "remark": "" }, "standing": "active", "why": "",
    });
    caller.ask("chart_save", |clinic, actor| chart::save(clinic, actor, request(form))).await;
    let form = json!({ "request_id": fresh(), "entry_id": fresh() });
    caller.ask("chart_versions", |clinic, actor| chart::versions(clinic, actor, request(form))).await;
}
