namespace Plum.Bench;

/// <summary>
/// A list of 100,000 numbers from the first byte sent to the last byte of the answer, which names every call.
/// </summary>
internal static class QueueCallsFigure
{
    private const int Rows = 100_000;
    private const int Times = 15;

    public static async IAsyncEnumerable<Row> Measure()
    {
        var list = Numbers.Csv(Rows);
        await using var service = await ServiceProcess.StartAsync(settings: ServiceProcess.WithoutUrls);
        using var client = new OutboundClient(service.Address);
        var year = TimeProvider.System.GetUtcNow().AddYears(1);
        var cold = await client.QueueCallsAsync("cold", list, Rows, year);
        var seconds = new List<double>();
        for (var i = 0; i < Times; i++)
        {
            seconds.Add((await client.QueueCallsAsync($"warm {i}", list, Rows, year)).TotalSeconds);
        }

        var median = Rows / seconds.Order().ElementAt(Times / 2);
        yield return new(
            $"rows a second, median of {Times}",
            ">= 300,000",
            $"{median:N0} ({Rows / seconds.Max():N0} to {Rows / seconds.Min():N0})",
            median >= 300_000);
        yield return new("the first request of a new service", "", $"{Rows / cold.TotalSeconds:N0}");
    }
}
