using NodaTime.Text;
using Plum.Core.Times;
using Xunit;

namespace Plum.Functions.Tests.Support;

/// <summary>
/// For servers on a storage account, whose time nobody can advance: tests look until something is so.
/// </summary>
internal static class RealTime
{
    /// <summary>So that a test fails instead of hanging.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static async Task UntilAsync(string what, Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!await isSo())
        {
            Assert.False(patience.IsCancellationRequested, $"Waited {Patience} in vain until {what}.");
            await Task.Delay(Look, TimeProvider.System);
        }
    }

    public static Task UntilAsync(string what, Func<bool> isSo) => UntilAsync(what, () => Task.FromResult(isSo()));

    public static Task UntilFinalAsync(this PlumServer plum, int campaign, int calls) => UntilAsync(
        $"{calls} calls of campaign {campaign} are final",
        async () => (await plum.CountsAsync(campaign)).Final == calls);

    /// <summary>A first day for a campaign to be open today, wherever midnight lies.</summary>
    public static string Yesterday(this PlumServer plum) =>
        LocalDatePattern.Iso.Format(Eastern.DayOf(plum.Now()).PlusDays(-1));
}
