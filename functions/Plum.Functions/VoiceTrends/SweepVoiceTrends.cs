using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Plum.Functions.VoiceTrends;

/// <summary>
/// Removes, once a day, temporary credentials that have expired and what was counted for authentications.
/// </summary>
public sealed partial class SweepVoiceTrends(
    TemporaryLogins logins, TallyTable tallies, ILogger<SweepVoiceTrends> logger)
{
    [Function(nameof(SweepVoiceTrends))]
    public async Task Run([TimerTrigger("0 52 3 * * *")] TimerInfo timer, CancellationToken ct) =>
        LogSwept(await logins.SweepAsync(ct), await tallies.SweepAsync(ct));

    [LoggerMessage(
        401, LogLevel.Debug, "Removed {Logins} temporary credentials and {Tallies} tallies of authentications")]
    private partial void LogSwept(int logins, int tallies);
}
