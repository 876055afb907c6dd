using System.Collections.Concurrent;
using Microsoft.AspNetCore.Identity;
using Plum.Core.Accounts;
using Plum.Functions.Accounts;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>
/// Two hashes a round, one at a time. A first check is held, so that the others gather for the next round.
/// </summary>
public sealed class PinRoundsTests : IDisposable
{
    private const string Right = "right";

    private readonly Hasher _hasher = new();
    private readonly PinRounds _rounds;
    private readonly Task<bool> _first;

    public PinRoundsTests()
    {
        _rounds = new(_hasher, atATime: 1);
        _first = _rounds.IsRightAsync(null, "first", 0);
        Assert.True(_hasher.Begun.Wait(TimeSpan.FromSeconds(30)));
    }

    public void Dispose() => _hasher.Open.Set();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Round_HasAsManyHashes_WhicheverLoginsExist(int exist)
    {
        var checks = Enumerable.Range(0, 100)
            .Select(number => CheckAsync(number < exist ? Some($"a{number}") : null, "wrong"))
            .ToList();

        Assert.All(await DoneAsync(checks), Assert.False);
        Assert.Equal(1 + 2, _hasher.Seen.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WrongPin_IsAnsweredWhenTheRoundIsOver(bool exists)
    {
        var wrong = CheckAsync(exists ? Some("a") : null, "wrong");
        List<Task<bool>> checks = [wrong, CheckAsync(null, "wrong")];
        var answered = new List<bool>();
        _hasher.Before = () => answered.Add(wrong.IsCompleted);

        await DoneAsync(checks);

        Assert.Equal([false, false], answered);
    }

    [Fact]
    public async Task RightPin_IsAnsweredAtOnce_AndFirst()
    {
        var right = CheckAsync(Some("a"), Right);
        List<Task<bool>> checks = [right, .. Enumerable.Range(0, 500).Select(_ => CheckAsync(null, Right))];
        var answered = new List<bool>();
        _hasher.Before = () => answered.Add(right.IsCompleted);

        var answers = await DoneAsync(checks);

        Assert.Equal([true, .. Enumerable.Repeat(false, 500)], answers);
        Assert.Equal([false, true], answered);
    }

    [Fact]
    public async Task LoginsWithoutWrongTries_AreFirst_AndOfTheseTheLatest()
    {
        List<Task<bool>> checks =
        [
            CheckAsync(Some("guessed"), "wrong", wrongTries: 2),
            CheckAsync(Some("early"), "wrong"),
            CheckAsync(Some("late"), Right),
            CheckAsync(Some("guessed more"), "wrong", wrongTries: 3),
        ];

        var answers = await DoneAsync(checks);

        Assert.Equal([false, false, true, false], answers);
        Assert.Equal(["", "late", "early", "guessed", "guessed more"], _hasher.Seen);
    }

    [Fact]
    public async Task Trouble_IsOfItsOwnCheckAlone()
    {
        var right = CheckAsync(Some("a"), Right);
        var troubled = CheckAsync(Some("troubled"), Right);
        _hasher.Before =
            () => throw (_hasher.Seen.Count == 1 ? new InvalidOperationException() : new NotSupportedException());
        _hasher.Open.Set();
        await Assert.ThrowsAsync<InvalidOperationException>(() => troubled);
        await Assert.ThrowsAsync<NotSupportedException>(() => right);

        _hasher.Before = null;
        Assert.True(await CheckAsync(Some("a"), Right));
    }

    private Task<bool> CheckAsync(Account? account, string pin, int wrongTries = 0) =>
        _rounds.IsRightAsync(account, pin, wrongTries);

    private async Task<bool[]> DoneAsync(IEnumerable<Task<bool>> checks)
    {
        _hasher.Open.Set();
        Assert.False(await _first);
        return await Task.WhenAll(checks);
    }

    private Account Some(string id) =>
        new(id, id, _hasher.HashPassword(id, Right), NodaTime.Instant.FromUtc(2022, 1, 3, 12, 0));

    /// <summary>Notes whose PINs it verifies, and waits with the first.</summary>
    private sealed class Hasher() : PasswordHasher<string>(
        Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 100 }))
    {
        public ManualResetEventSlim Begun { get; } = new();

        public ManualResetEventSlim Open { get; } = new();

        public ConcurrentQueue<string> Seen { get; } = new();

        public Action? Before { get; set; }

        public override PasswordVerificationResult VerifyHashedPassword(
            string user, string hashedPassword, string providedPassword)
        {
            try
            {
                Before?.Invoke();
            }
            finally
            {
                Seen.Enqueue(user);
            }

            Begun.Set();
            Open.Wait();
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
