using System.Globalization;
using System.Text.Json.Nodes;
using Plum.Demo;

namespace Plum.Bench.Trouble;

/// <summary>What must be true at the end, whatever happened.</summary>
/// <param name="calls">As the service shows them.</param>
/// <param name="placings">As the carrier has them; none of a simulated one.</param>
/// <param name="results">As they were posted.</param>
/// <param name="starts">The requests of start_url.</param>
internal sealed class TroubleChecks(
    TroubleOptions options, IReadOnlyList<JsonNode> calls, JsonNode counts, IReadOnlyList<PeerPlacing> placings,
    IReadOnlyList<Received> results, IReadOnlyList<Received> starts)
{
    public IEnumerable<Row> Rows()
    {
        var over = calls.Count(IsOver);
        yield return new(
            "calls that are over, with one outcome each", $"{options.Calls:N0}", $"{over:N0}", over == options.Calls);
        yield return Row(
            "calls that are open, or wait", calls.Where(call => !IsOver(call)).Select(call => call.ToJsonString()));
        yield return Row("states in the list that the counts do not tell", Uncounted());
        if (options.Twilio)
        {
            yield return new("calls placed at the carrier", "", $"{placings.Count:N0}");
            yield return Row("attempts placed twice", placings
                .GroupBy(placing => placing.Attempt)
                .Where(each => each.Count() > 1)
                .Select(each => $"{each.Key}"));
            yield return Row("calls placed again after somebody had answered", AnsweredAndAgain());
            yield return Row("placed calls whose outcome was lost, or is another", Lost());
            yield return new("claimed by who was killed, never placed, told as unknown", "", Unknown());
        }
        else
        {
            yield return Row("calls that asked for start_url twice", starts
                .GroupBy(start => start["call_id"])
                .Where(each => each.Count() > 1)
                .Select(each => $"call {each.Key}"));
            yield return new("placed or not by who was killed, told as unknown", "", Unknown());
        }

        yield return Row("calls without a result, or with another than their outcome", Unposted());
        yield return Row("results that say two things", results.GroupBy(result => result["call_id"])
            .Where(each => each.Select(Content).Distinct().Count() > 1).Select(each => $"call {each.Key}"));
        yield return new(
            "results posted again",
            "",
            $"{results.Count - results.Select(result => result["call_id"]).Distinct().Count():N0}");
    }

    private static bool IsOver(JsonNode call) => TroubleRun.Over.Contains(Text(call, "state"));

    private string Unknown() => $"{calls.Count(call => Text(call, "callee_type") == "unknown"):N0}";

    private IEnumerable<string> Uncounted() =>
        from state in counts.AsObject()
        where state.Key != "accepted"
        let listed = calls.Count(call => Text(call, "state") == state.Key)
        where listed != state.Value!.GetValue<int>()
        select $"{state.Value} {state.Key} counted, {listed} listed";

    private IEnumerable<string> AnsweredAndAgain() =>
        from call in placings.GroupBy(placing => placing.Form["To"])
        let attempts = call.OrderBy(placing => placing.PlacedAt).ToList()
        where attempts.SkipLast(1).Any(attempt => attempt.Outcome.Status == "completed")
        select call.Key;

    private IEnumerable<string> Lost()
    {
        var shown = calls.ToDictionary(call => Text(call, "phone_number")[^10..]);
        foreach (var placed in placings.GroupBy(placing => placing.Form["To"][^10..]))
        {
            var last = placed.MaxBy(placing => placing.Attempt.Attempt)!;
            var expected = last.Outcome.Status switch { "busy" => "busy", "no-answer" => "noanswer", _ => "voice" };
            var call = shown[placed.Key];
            // A later attempt may have been claimed by who was killed before it was placed.
            var isLater = call["attempts"]!.GetValue<int>() > last.Attempt.Attempt
                && expected != "voice"
                && Text(call, "callee_type") == "unknown";
            if (!isLater && Text(call, "callee_type") != expected)
            {
                yield return $"{expected} at the carrier ({last.Sid}), here {call.ToJsonString()}";
            }
        }
    }

    private IEnumerable<string> Unposted()
    {
        var posted = results.ToLookup(result => result["call_id"]);
        return
            from call in calls
            let result = posted[call["call_id"]!.ToJsonString()].FirstOrDefault()
            where result is null
                || (result["result"], result["callee_type"], result["attempts"], result["duration"])
                    != (Text(call, "state"), call["callee_type"]?.GetValue<string>()
                        ?? "unknown", call["attempts"]!.ToJsonString(), call["duration"]!.ToJsonString())
            select $"{(result is null ? "no result" : Content(result))} of {call.ToJsonString()}";
    }

    // Under one id, and with one text.
    private static string Content(Received result) =>
        $"{result.Headers["X-Plum-Delivery"]} {string.Join(' ', result.Fields.Select(field => $"{field.Key}={field.Value}"))}";

    private static string Text(JsonNode call, string field) => call[field]?.GetValue<string>() ?? "";

    private static Row Row(string what, IEnumerable<string> found)
    {
        var all = found.ToList();
        return new(
            what,
            "0",
            string.Create(CultureInfo.InvariantCulture, $"{all.Count}{(all.Count == 0 ? "" : $": {all[0]}")}"),
            all.Count == 0);
    }
}
