using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Plum.Demo;

/// <summary>One call as the service reports it.</summary>
internal sealed record PlacedCall(string Id, DateTimeOffset At, bool Completed);

/// <summary>
/// What came of the campaign, from the service's own list of calls, beside what the pace allows and what the customer's
/// server saw.
/// </summary>
internal sealed class Report
{
    private readonly IReadOnlyList<PlacedCall> _calls;
    private readonly int _listed;

    private Report(IReadOnlyList<PlacedCall> calls, int listed)
    {
        _calls = calls;
        _listed = listed;
    }

    private IEnumerable<IGrouping<DateOnly, PlacedCall>> ByDay =>
        _calls.GroupBy(call => DateOnly.FromDateTime(call.At.DateTime)).OrderBy(day => day.Key);

    public static async Task<Report> ReadAsync(PlumClient client, int campaign)
    {
        var (calls, listed) = (new List<PlacedCall>(), 0);

        await foreach (var call in client.CallsAsync(campaign))
        {
            listed++;

            if (call["attempts"]?.GetValue<int>() > 0)
            {
                calls.Add(Read(call));
            }
        }

        return new(calls, listed);
    }

    public void Show(IAnsiConsole console)
    {
        console.Write(Hours());
        var pace = Example.Pace;
        var allowed = Example.Days.Count * pace.CallsPerDay;
        console.WriteLine(
            $"08:00-11:00 holds {pace.WholePeriods} periods of {pace.Amount} calls, one each "
                + $"{pace.SecondsBetweenCalls:0} s, "
            + $"and {pace.CutMinutes} minutes of one more: "
            + $"{pace.WholePeriods} x {pace.Amount} + {pace.CutCalls} = {pace.CallsPerDay} a day.");
        console.WriteLine(
            $"1-5 January 2022 holds {string.Join(" and ", Example.Days.Select(Example.Text))}: "
            + $"{Example.Days.Count} x {pace.CallsPerDay} = {allowed} calls.");
        console.WriteLine(
            $"Placed {string.Join(" + ", ByDay.Select(day => day.Count()))} = {_calls.Count}: "
            + $"{_calls.Count(call => call.Completed)} completed, {_calls.Count(call => !call.Completed)} failed. "
            + $"Left of the {_listed:N0}: {_listed - _calls.Count}, never dialed.");
    }

    /// <summary>Everything that does not agree; empty when all does.</summary>
    public IReadOnlyList<string> Compare(Receiver receiver)
    {
        var faults = new List<string>();
        var results = receiver.Results.ToList();
        var posted = results
            .GroupBy(result => result["call_id"])
            .ToDictionary(group => group.Key, group => group.First()["result"]);
        var asked = receiver.Starts.Select(start => start["call_id"]).ToHashSet();

        void Expect(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }

        Expect(_listed == Example.Calls, $"{_listed} calls are listed, {Example.Calls} were sent");

        foreach (var day in Example.Days)
        {
            var placed = _calls.Count(call => DateOnly.FromDateTime(call.At.DateTime) == day);
            Expect(
                placed == Example.Pace.CallsPerDay,
                $"{placed} calls on {Example.Text(day)}, the pace allows {Example.Pace.CallsPerDay}");
        }

        Expect(_calls.Count == Example.Days.Count * Example.Pace.CallsPerDay, "calls were placed on other days");
        Expect(results.Count == posted.Count, $"{results.Count - posted.Count} results were posted twice");
        Expect(
            _calls.All(call => posted.GetValueOrDefault(call.Id) == (call.Completed ? "completed" : "failed")),
            "a posted result is not the one the service lists");
        Expect(posted.Count == _listed, $"{posted.Count} results came for {_listed} calls");
        Expect(
            _calls.Where(call => call.Completed).All(call => asked.Contains(call.Id)),
            "a completed call never asked for its VoiceXML");
        Expect(
            asked.IsSubsetOf(_calls.Select(call => call.Id)), "VoiceXML was asked for by a call that was not placed");
        return faults;
    }

    private static PlacedCall Read(JsonNode call) => new(
        call["call_id"]!.ToString(),
        Example.Eastern(DateTimeOffset.FromUnixTimeSeconds(call["last_attempt_timestamp"]!.GetValue<long>())),
        call["state"]!.GetValue<string>() == "completed");

    private Table Hours()
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("day", "hour", "calls placed", "", "completed", "failed");

        foreach (var column in new[] { 2, 4, 5 })
        {
            table.Columns[column].Alignment = Justify.Right;
        }

        foreach (var hour in _calls
            .GroupBy(call => (Day: DateOnly.FromDateTime(call.At.DateTime), call.At.Hour))
            .OrderBy(hour => hour.Key))
        {
            var completed = hour.Count(call => call.Completed);
            table.AddRow(
                Example.Text(hour.Key.Day),
                $"{hour.Key.Hour:D2}:00",
                Text(hour.Count()),
                new string('█', (hour.Count() + 4) / 5),
                Text(completed),
                Text(hour.Count() - completed));
        }

        return table;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
