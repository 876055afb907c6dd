using NodaTime;
using Plum.Core.VoiceTrends;
using Xunit;

namespace Plum.Core.Tests.VoiceTrends;

/// <summary>The last uses of temporary logins.</summary>
public sealed class CredentialUsesTests
{
    private static readonly Instant Now = Instant.FromUtc(2022, 1, 3, 12, 0, 0);

    [Fact]
    public void Uses_AreTheSame_AfterBeingStored()
    {
        var uses = CredentialUses.None.With(long.MinValue, Now).With(-1, Now + Duration.FromTicks(1)).With(7, Now);

        var stored = CredentialUses.FromBytes(uses.ToBytes());

        Assert.Equal(3, stored.Count);
        Assert.False(stored.IsAlive(long.MinValue, Now + CredentialUses.Lifetime));
        Assert.True(stored.IsAlive(-1, Now + CredentialUses.Lifetime));
        Assert.False(stored.IsAlive(-1, Now + CredentialUses.Lifetime + Duration.FromTicks(1)));
        Assert.Empty(CredentialUses.FromBytes(CredentialUses.None.ToBytes()).ToBytes());
    }

    [Fact]
    public void Expired_AreLeftOut() =>
        Assert.Equal(1, CredentialUses.None.With(1, Now).With(2, Now + CredentialUses.Lifetime).Count);

    /// <summary>A row's property takes 64 KiB (Azure Table storage).</summary>
    [Fact]
    public void TheOneUsedLongestAgo_Ends_WhenThereAreTooMany()
    {
        var uses = CredentialUses.None;
        for (var login = 0; login < CredentialUses.Max; login++)
        {
            uses = uses.With(login, Now + Duration.FromSeconds(login));
        }

        var later = Now + Duration.FromHours(2);
        uses = uses.With(0, later).With(-1, later);

        Assert.Equal(CredentialUses.Max, uses.Count);
        Assert.Equal((true, false, true), (uses.IsAlive(0, later), uses.IsAlive(1, later), uses.IsAlive(-1, later)));
        Assert.InRange(uses.ToBytes().Length, 0, 64 << 10);
    }
}
