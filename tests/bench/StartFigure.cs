namespace Plum.Bench;

/// <summary>How long a user waits for ./run, its checks included, once everything is built.</summary>
internal static class StartFigure
{
    private const int Times = 5;

    public static async IAsyncEnumerable<Row> Measure()
    {
        await using (await ServiceProcess.StartAsync())
        {
            // Builds if need be and warms the disk cache; not counted.
        }

        var seconds = new List<double>();

        for (var i = 0; i < Times; i++)
        {
            await using var service = await ServiceProcess.StartAsync();
            seconds.Add(service.StartedIn.TotalSeconds);
        }

        seconds.Sort();
        yield return new(
            $"./run to the first answer, median of {Times}",
            "<= 2 s",
            $"{seconds[Times / 2]:0.00} s (worst {seconds[^1]:0.00} s)",
            seconds[Times / 2] <= 2);
    }
}
