using NodaTime;
using Plum.Core.Accounts;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;
using Plum.Core.Times;
using Plum.Functions.Campaigns;
using Plum.Functions.Gateways;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>
/// Plans campaigns within the limits of their gateway, account and caller ids. Where there is none, nothing is read or
/// written.
/// </summary>
public sealed class CampaignLines(LineTable books, GatewayDirectory gateways, TimeProvider time)
{
    // Campaigns of one process wait here for each other instead of defeating each other's saves.
    private readonly KeyedTurns _turns = new();

    public bool AreLimited(CampaignSetup setup) => ScopesOf(setup.Campaign.Value, setup.Permit).Count > 0;

    /// <summary>What the campaign does next; lines for the calls of a release are its own from then on.</summary>
    /// <param name="mayRelease">False when no call is to start just now, whatever the pace says.</param>
    /// <returns>The plan, and when to look again at the latest, or null.</returns>
    public Task<(Plan Plan, Instant? LookBy)> PlanAsync(
        CampaignSetup setup, CampaignLedger ledger, PlanRequest request, bool mayRelease, CancellationToken ct)
    {
        var campaign = setup.Campaign.Value;
        return PlanAsync(ScopesOf(campaign, setup.Permit), campaign, ledger, request, mayRelease, ct);
    }

    /// <summary>
    /// Keeps the lines of calls that go on, though no more start. When to look again at the latest, or null.
    /// </summary>
    public async Task<Instant?> KeepAsync(
        Campaign campaign, DialPermit permit, CampaignLedger ledger, CancellationToken ct)
    {
        var now = time.Now();
        var over = Calendar.Open(Eastern.DayOf(now), now);
        var nothing = new PlanRequest(over, now, now, now, Duration.Zero, 0, [], false, 1, 1);
        var scopes = ScopesOf(campaign, permit);
        return (await PlanAsync(scopes, campaign, ledger, nothing, mayRelease: false, ct)).LookBy;
    }

    /// <summary>How many calls a limit holds back, and which, in words; null when none does.</summary>
    public async Task<string?> WaitingAsync(CampaignSetup setup, CancellationToken ct)
    {
        var key = setup.Campaign.Value.Key;
        var (scopes, now) = (ScopesOf(setup.Campaign.Value, setup.Permit), time.Now());
        if (scopes.Count == 0)
        {
            return null;
        }

        var read = await books.ReadAsync(scopes.Select(scope => scope.Row), ct);
        return scopes.Zip(read, (scope, book) => (scope, Claim: book.Book.Find(key.Partition)))
            .Where(held => held.Claim is { Waits: true } claim && claim.Until > now)
            .Select(held => (held.scope.Name, Limit: Words(held.scope.Limit), Calls: Calls(held.Claim!.HeldBack)))
            .Select(held => $"waiting for a line: {held.Calls} ({held.Name} has {held.Limit})")
            .FirstOrDefault();
    }

    private Task<(Plan Plan, Instant? LookBy)> PlanAsync(
        List<Scope> scopes, Campaign campaign, CampaignLedger ledger, PlanRequest request, bool mayRelease,
        CancellationToken ct)
    {
        if (scopes.Count == 0)
        {
            return Task.FromResult((Planner.Plan(request), (Instant?)null));
        }

        var use = ledger.Use(campaign, request.Now);
        return _turns.TakeAsync(scopes[^1].Row, () => PlanAsync(scopes, use, request, mayRelease, ct));
    }

    private async Task<(Plan Plan, Instant? LookBy)> PlanAsync(
        List<Scope> scopes, LineUse use, PlanRequest request, bool mayRelease, CancellationToken ct)
    {
        (Plan Plan, Instant? LookBy) planned = default;
        await time.RetryOnConflictAsync(
            async () =>
            {
                var read = await books.ReadAsync(scopes.Select(scope => scope.Row), ct);
                var limits = scopes
                    .Zip(read, (scope, book) => new LineScope(scope.Limit, book.Book, scope.CallerIds))
                    .ToList();
                var plan = LinePlanner.Plan(request, use, mayRelease, limits);
                planned = (plan.Plan, plan.LookBy);
                List<StoredBook> changed =
                [
                    .. read.Zip(plan.Books)
                        .Where(book => IsNews(
                            book.First.Book.Find(use.Campaign), book.Second.Find(use.Campaign), request.Now))
                        .Select(book => book.First with { Book = book.Second }),
                ];
                return changed.Count == 0 || await books.TrySaveAsync(changed, ct);
            },
            ct);
        return planned;
    }

    private static bool IsNews(LineClaim? before, LineClaim? after, Instant now) =>
        after is null ? before is not null : after.Tells(before, now);

    // The narrowest first: what a caller id or an account cannot use is left to others.
    private List<Scope> ScopesOf(Campaign campaign, DialPermit permit)
    {
        var (account, gateway) = (campaign.Key.Account, gateways.Of(campaign, permit).Name);
        var callerIds = permit.CallerIdLimit.IsNone ? [] : campaign.ShownBy(permit);
        return
        [
            .. new[]
            {
                new Scope($"caller-ids:{account}", "each caller id", permit.CallerIdLimit, string.Join(',', callerIds)),
                new Scope($"account:{account}", $"account {account}", permit.Limit),
                new Scope($"gateway:{gateway.ToLowerInvariant()}", $"gateway {gateway}", gateways.LimitOf(gateway)),
            }.Where(scope => !scope.Limit.IsNone && scope.CallerIds is not ""),
        ];
    }

    private static string Calls(double calls) =>
        FormattableString.Invariant($"{calls} {(calls == 1 ? "call" : "calls")}");

    private static string Words(LineLimit limit) => string.Join(
        " and ",
        new[]
        {
            limit.CallsAtOnce is { } lines ? $"{Calls(lines)} at once" : null,
            limit.CallsPerSecond is { } rate ? $"{Calls(rate)} a second" : null,
        }.OfType<string>());

    /// <param name="CallerIds">Where each of the campaign's has the limit: those, with commas between them.</param>
    private sealed record Scope(string Row, string Name, LineLimit Limit, string? CallerIds = null);
}
