using Microsoft.Extensions.Options;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Calls;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>Messages of one campaign that are dialed side by side.</summary>
public sealed class StartTurnTests
{
    private static readonly CampaignKey Key = new("demo", 1);
    private readonly StartLines _lines = new(Options.Create(new DialingOptions()), TimeProvider.System);
    private volatile bool _isMoving;

    /// <summary>Or the calls of whoever moves on would be late by all that the other does.</summary>
    [Fact]
    public Task Turn_ThatComes_DoesNotRunWithinTheMoveThatBringsIt() => Task.Run(async () => // without a context
    {
        var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        using var first = _lines.Join(Key, At(now));
        using var second = _lines.Join(Key, At(now + Duration.FromSeconds(1)));
        var came = IsWithinTheMoveAsync(second, Environment.CurrentManagedThreadId);

        _isMoving = true;
        first.MoveTo(now + Duration.FromSeconds(2));
        _isMoving = false;

        Assert.False(await came);
    });

    private async Task<bool> IsWithinTheMoveAsync(StartTurn turn, int mover)
    {
        await turn.ComeAsync(Duration.Zero, TestContext.Current.CancellationToken);
        return _isMoving && Environment.CurrentManagedThreadId == mover;
    }

    private static DialMessage At(Instant slot) =>
        DialMessage.First(Key.Account, Key.Id, 1, new(slot, Duration.FromMinutes(1), 60, 0, 1), 0);
}
