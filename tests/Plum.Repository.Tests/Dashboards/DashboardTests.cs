using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Dashboards;

/// <summary>grafana/plum.json, and that the rules it keeps are rules: each finds the damage that breaks it.</summary>
public sealed class DashboardTests
{
    private static readonly string Dashboard = Tree.Read("grafana/plum.json");

    [Fact]
    public void Dashboard_ShowsWhatTheAppPublishes_AndNothingElse() => Assert.Empty(DashboardRules.Faults(Dashboard));

    [Theory]
    [InlineData(
        "plum_retries_total", "plum_retry_total", "Nobody publishes plum_retry_total.", "Nothing shows plum.retries.")]
    [InlineData(
        "plum_pace_deviation_seconds_bucket",
        "plum_pace_deviation_bucket",
        "Nobody publishes plum_pace_deviation_bucket.")]
    [InlineData("sum by (queue)", "sum by (account)", "plum_poisoned_total has no label account.")]
    [InlineData("{{kind}}", "{{what}}", "plum_reconcile_findings_total has no label what.")]
    [InlineData("outcome=~", "result=~", "plum_calls_total has no label result.")]
    [InlineData(
        "max(plum_campaigns_stalled",
        "plum_campaigns_stalled",
        "This is no query: plum_campaigns_stalled{job=~\"$job\"})")]
    [InlineData("histogram_quantile(", "quantile_of(", "PromQL has no quantile_of.")]
    [InlineData("$__rate_interval", "$rate_interval", "Nobody declares $rate_interval.")]
    [InlineData("\"name\": \"job\"", "\"name\": \"service\"", "Nobody declares $job.")]
    [InlineData(
        "\"type\": \"stat\"", "\"type\": \"singlestat\"", "Panel 2 is of no kind of Grafana's that is used here.")]
    [InlineData("\"id\": 3,", "\"id\": 2,", "Two panels are 2.")]
    [InlineData("\"x\": 18,", "\"x\": 17,", "Panels lie on each other, or beside the 24 columns.")]
    [InlineData("\"schemaVersion\": 39", "\"schemaVersion\": 16", "It has no title, no uid or an old schemaVersion.")]
    [InlineData("\"query\": \"prometheus\"", "\"query\": \"loki\"", "Nobody can choose its data source.")]
    [InlineData("\"refId\": \"B\"", "\"refId\": \"A\"", "Pace asks nothing, or two things by one name.")]
    public void Damage_IsFound(string whole, string damaged, params string[] faults)
    {
        Assert.Contains(whole, Dashboard, StringComparison.Ordinal);

        var found = DashboardRules.Faults(Dashboard.Replace(whole, damaged, StringComparison.Ordinal));

        Assert.All(faults, fault => Assert.Contains(fault, found));
    }
}
