using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Plum.Functions.Accounts;

/// <summary>Removes, once a day, the wrong tries that no longer count.</summary>
public sealed class SweepLoginFailures(LoginFailures failures, ILogger<SweepLoginFailures> logger)
{
    [Function(nameof(SweepLoginFailures))]
    public async Task Run([TimerTrigger("0 47 3 * * *")] TimerInfo timer, CancellationToken ct) =>
        logger.Swept(await failures.SweepAsync(ct));
}
