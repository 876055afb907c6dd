using System.Globalization;
using Spectre.Console;

namespace Plum.Demo;

/// <summary>Shows the campaign happen, as the service's own status tells it.</summary>
internal static class Watching
{
    public static async Task RunAsync(
        IAnsiConsole console, bool plain, LocalService service, PlumClient client, int campaign)
    {
        if (plain)
        {
            var shown = "";
            await StepAsync(service, client, campaign, status =>
            {
                var hour = status.Placed > 0 ? $"{status.Hour}" : "";

                if (hour != shown && status.IsBusy)
                {
                    console.WriteLine(status.ToString());
                    shown = hour;
                }
            });
            return;
        }

        await console.Progress()
            .AutoClear(false)
            .Columns(new ProgressBarColumn { Width = 40 }, new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                var bar = context.AddTask("starting", maxValue: Example.Calls);
                await StepAsync(service, client, campaign, status =>
                {
                    bar.Value = status.Placed;
                    bar.Description = status.ToString();
                });
            });
    }

    private static async Task StepAsync(LocalService service, PlumClient client, int campaign, Action<Status> show)
    {
        foreach (var at in Looks())
        {
            await service.Clock.AdvanceToAsync(at);
            show(await Status.ReadAsync(client, campaign, at));
        }
    }

    // Every five minutes while a window is open and shortly after; every four hours otherwise, which meets 08:00.
    private static IEnumerable<DateTimeOffset> Looks()
    {
        for (var at = Example.ClockStart; at <= Example.ClockEnd;)
        {
            var open = Example.Days.Contains(DateOnly.FromDateTime(at.DateTime)) && at.Hour is >= 8 and < 12;
            at += open ? TimeSpan.FromMinutes(5) : TimeSpan.FromHours(4);
            yield return at;
        }
    }
}

/// <summary>The campaign at one instant of virtual time.</summary>
internal sealed record Status(DateTimeOffset At, int Placed, int Completed, int Failed, int InFlight)
{
    /// <summary>Calls are being placed in these minutes.</summary>
    public bool IsBusy => InFlight > 0;

    public int Hour => (At.Day * 24) + At.Hour;

    public static async Task<Status> ReadAsync(PlumClient client, int campaign, DateTimeOffset at)
    {
        var counts = (await client.GetAsync($"api/campaigns/{campaign}"))["counts"]!;
        int Count(string state) => counts[state]!.GetValue<int>();
        return new(
            Example.Eastern(at),
            Count("completed") + Count("failed") + Count("in_flight"),
            Count("completed"),
            Count("failed"),
            Count("in_flight"));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{At:ddd d MMM yyyy HH:mm}  {Placed,4:N0} calls placed, {Completed} completed, "
            + $"{Failed} failed, {InFlight} in progress");
}
