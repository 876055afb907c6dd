using NodaTime;
using Plum.Core.Accounts;
using Xunit;

namespace Plum.Core.Tests.Accounts;

public sealed class WrongTriesTests
{
    private static readonly Instant Start = Instant.FromUtc(2022, 1, 3, 12, 0);

    private static readonly Duration Tick = Duration.FromTicks(1);

    [Fact]
    public void NineTries_DoNotLock() => Assert.Null(WrongTries.None.Add(Start, 9).LockedUntil(Start));

    [Fact]
    public void TenthTry_LocksForFifteenMinutesFromItself()
    {
        var last = Start + Duration.FromMinutes(14);
        var tries = WrongTries.None.Add(Start, 9).Add(last, 1);

        Assert.Equal(last + Duration.FromMinutes(15), tries.LockedUntil(last));
        Assert.NotNull(tries.LockedUntil(last + Duration.FromMinutes(15) - Tick));
        Assert.Null(tries.LockedUntil(last + Duration.FromMinutes(15)));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)] // no longer younger than fifteen minutes
    public void TenthTry_Locks_WhileTheFirstIsYoungerThanTheWindow(int ticks, bool locks)
    {
        var last = Start + Duration.FromMinutes(15) + Duration.FromTicks(ticks);

        Assert.Equal(
            locks, WrongTries.None.Add(Start, 1).Add(Start + Tick, 8).Add(last, 1).LockedUntil(last) is not null);
    }

    [Fact]
    public void Window_Slides()
    {
        var tries = WrongTries.None;
        for (var minute = 0; minute < 200; minute += 2)
        {
            tries = tries.Add(Start + Duration.FromMinutes(minute), 1);
            Assert.Null(tries.LockedUntil(Start + Duration.FromMinutes(minute))); // ten take eighteen minutes
        }

        Assert.Equal(WrongTries.Allowed, tries.At.Count);
    }

    [Fact]
    public void TriesAfterALock_StartAnew()
    {
        var tries = WrongTries.None.Add(Start, 10);
        var after = Start + Duration.FromMinutes(15);

        Assert.Null(tries.Add(after, 9).LockedUntil(after));
        Assert.NotNull(tries.Add(after, 10).LockedUntil(after));
    }

    [Fact]
    public void Tries_ArePutInOrder_WhenClocksDiffer() =>
        Assert.Equal([Start - Tick, Start - Tick], WrongTries.None.Add(Start, 1).Add(Start - Tick, 1).At);

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void Tries_Lock_WhenSomeWereNotedByAClockADayAhead(int ahead)
    {
        var tries = WrongTries.None.Add(Start + Duration.FromDays(1), ahead);

        Assert.NotNull(tries.Add(Start, WrongTries.Allowed - ahead).LockedUntil(Start));
    }

    [Fact]
    public void Tries_AreRecent_WithinTheWindow()
    {
        var tries = WrongTries.None.Add(Start, 3).Add(Start + Tick, 4);

        Assert.Equal(7, tries.Recent(Start + WrongTries.Window - Tick));
        Assert.Equal(4, tries.Recent(Start + WrongTries.Window));
        Assert.Equal(0, tries.Recent(Start + WrongTries.Window + Tick));
    }

    [Fact]
    public void Tries_AreOver_WhenNeitherWindowNorLockCanHoldThem()
    {
        var tries = WrongTries.None.Add(Start, 10);

        Assert.Equal(Start + Duration.FromMinutes(30), tries.OverAt);
        Assert.Null(tries.LockedUntil(tries.OverAt));
    }
}
