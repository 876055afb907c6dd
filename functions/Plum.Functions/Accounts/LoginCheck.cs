using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using NodaTime;
using Plum.Core.Accounts;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Accounts;

/// <summary>Tells whether a login and a PIN belong together, at the same cost whatever is wrong with them.</summary>
/// <remarks>
/// PIN hashes are slow on purpose, so a pair that was found right needs none again as long as its account is the same.
/// It still passes only while its login is not locked: otherwise who guesses could try every PIN at no cost.
/// </remarks>
public sealed class LoginCheck(
    AccountDirectory accounts,
    KnownAccounts accountsLately,
    LoginFailures failures,
    IPasswordHasher<string> hasher,
    TimeProvider time,
    ILogger<LoginCheck> logger) : IDisposable
{
    /// <summary>Logins that are being checked, nearly all of them waiting; whoever comes then is sent away.</summary>
    public const int MaxAtOnce = 1000;

    /// <summary>So long a login that was not locked is taken not to be.</summary>
    private static readonly Duration LockStaleness = Duration.FromSeconds(1);

    private const int MaxRemembered = 50_000;

    private readonly Remembered<string, RightPin> _right = new(time, most: MaxRemembered);

    // After half a minute a lock is asked for again: a new PIN, set in another process, has ended it.
    private readonly Remembered<string, LoginAnswer.Locked> _locked = new(
        time, TimeSpan.FromSeconds(30), MaxRemembered);
    private readonly SharedReads<LoginPair, LoginAnswer.Locked?> _looks = new();

    // The other half of the machine is left to calls.
    private readonly PinRounds _pins = new(hasher, Math.Max(1, Environment.ProcessorCount / 2));

    private readonly ConcurrencyLimiter _places = new(new() { PermitLimit = MaxAtOnce });

    // One PIN of a login after the other, so that a wrong one is counted before the next is checked.
    private readonly KeyedTurns _turns = new();

    /// <summary>
    /// A wrong try is a write to storage, mostly of a new row. Who is wrong waits for this, who is right never.
    /// </summary>
    internal TokenBucketRateLimiter WrongTries { get; } = new(new()
    {
        TokenLimit = 1000,
        TokensPerPeriod = 100,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = int.MaxValue,
    });

    /// <summary>A check once begun is brought to its end and counts, also when the caller goes away.</summary>
    /// <exception cref="BusyException">Too many checks are waiting; this one was not made.</exception>
    public async Task<LoginAnswer> CheckAsync(string login, string pin, CancellationToken ct)
    {
        var pair = LoginPair.Of(login, pin);
        var answer = await RecallAsync(login, pair, ct)
            ?? await _turns.TakeAsync(pair.Login, () => VerifyAsync(login, pin, pair)).WaitAsync(ct);
        if (answer is LoginAnswer.Right { Account: var account })
        {
            Spans.Name(Caller.Of(account));
        }

        return answer;
    }

    /// <summary>For who does something before the check that is in vain when it cannot be made.</summary>
    /// <exception cref="BusyException">
    /// A check would be sent away now, unless its PIN was found right before.
    /// </exception>
    public void RefuseWhenBusy()
    {
        if (_places.GetStatistics() is { CurrentAvailablePermits: 0 })
        {
            throw Busy();
        }
    }

    /// <summary>
    /// Ends the lock of a login, because its account got a new PIN. Other processes notice within half a minute.
    /// </summary>
    public async Task UnlockAsync(string login, CancellationToken ct)
    {
        var pair = LoginPair.Of(login, "");
        await failures.ForgetAsync(pair.Login, ct);
        _locked.Forget(pair.Login);
    }

    public void Dispose()
    {
        _places.Dispose();
        WrongTries.Dispose();
    }

    /// <summary>What needs no hash: that the login is locked, or that the pair was found right and still is.</summary>
    private async Task<LoginAnswer?> RecallAsync(string login, LoginPair pair, CancellationToken ct)
    {
        var now = time.Now();
        if (_locked.Find(pair.Login) is { } known && now < known.Until)
        {
            return known;
        }

        if (_right.Find(pair.Login) is not { } right || right.Pin != pair.Pin)
        {
            return null;
        }

        if (now >= right.UnlockedAt + LockStaleness
            && await _looks.ReadAsync(pair, () => LookForLockAsync(pair, right), ct) is { } locked)
        {
            return locked;
        }

        var account = await accountsLately.FindAsync(right.Account, ct);
        return account?.PinHash == right.PinHash && account.Login == login ? LoginAnswer.Of(account) : null;
    }

    private async Task<LoginAnswer.Locked?> LookForLockAsync(LoginPair pair, RightPin right)
    {
        var now = time.Now();
        var locked = Locked(pair, (await failures.ReadAsync(pair.Login, default)).Tries);
        if (locked is null)
        {
            _right.Set(pair.Login, right with { UnlockedAt = now });
        }

        return locked;
    }

    private async Task<LoginAnswer> VerifyAsync(string login, string pin, LoginPair pair)
    {
        // Who had the turn before may have found it right, or locked the login.
        if (await RecallAsync(login, pair, default) is { } recalled)
        {
            return recalled;
        }

        using var place = _places.AttemptAcquire();
        if (!place.IsAcquired)
        {
            throw Busy();
        }

        var now = time.Now();
        var read = await failures.ReadAsync(pair.Login, default);
        if (Locked(pair, read.Tries) is { } locked)
        {
            return locked;
        }

        var account = await accounts.FindByLoginAsync(login, default);
        if (await _pins.IsRightAsync(account, pin, read.Tries.Recent(now)))
        {
            _right.Set(pair.Login, new(pair.Pin, account!.Id, account.PinHash, now));
            return LoginAnswer.Of(account);
        }

        using var wrong = await WrongTries.AcquireAsync();
        if (Locked(pair, await failures.AddAsync(read, default)) is { } set)
        {
            logger.Locked(pair.Login[..8], set.Until);
        }

        return LoginAnswer.Wrong.Answer;
    }

    private LoginAnswer.Locked? Locked(LoginPair pair, WrongTries tries) =>
        tries.LockedUntil(time.Now()) is { } until ? _locked.Set(pair.Login, new(until)) : null;

    private static BusyException Busy() => new("Too many logins are being checked at once; try again.");

    /// <summary>A PIN that was found right, and is as long as its account has the same login and PIN hash.</summary>
    /// <param name="Pin">The PIN's hash in its <see cref="LoginPair"/>.</param>
    /// <param name="Account">Whose PIN it is.</param>
    /// <param name="PinHash">The account's hash of it.</param>
    /// <param name="UnlockedAt">When the login was last seen not to be locked.</param>
    private sealed record RightPin(string Pin, string Account, string PinHash, Instant UnlockedAt);
}
