using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using NodaTime;
using Plum.Core.Accounts;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Accounts;

/// <summary>Tells whether a login and a PIN belong together, at the same cost whatever is wrong with them.</summary>
/// <remarks>
/// PIN hashes are slow on purpose. So that wrong PINs cannot starve the service, few are computed at a time and few wait; a
/// pair that was found right needs none again as long as its account is the same.
/// </remarks>
public sealed class LoginCheck
{
    /// <summary>Slow checks of all logins that wait.</summary>
    public const int MaxWaiting = 64;

    /// <summary>And those of one login, which cannot take the whole line in which all logins wait.</summary>
    public const int MaxWaitingOfOne = 8;

    private static readonly Duration LockStaleness = Duration.FromSeconds(1);
    private static readonly Duration AccountStaleness = Duration.FromSeconds(30);

    private readonly AccountDirectory _accounts;
    private readonly LoginFailures _failures;
    private readonly IPasswordHasher<string> _hasher;
    private readonly TimeProvider _time;
    private readonly ILogger<LoginCheck> _logger;
    private readonly RememberedLogins _remembered = new();
    private readonly SharedChecks _checks = new();

    // One slow check at a time for each login, so that wrong tries are counted before the next one is made.
    private readonly KeyedTurns _turns = new(MaxWaitingOfOne);
    private readonly BoundedLine _hashes = new(Math.Max(1, Environment.ProcessorCount / 2), MaxWaiting);
    private readonly string _decoy;

    public LoginCheck(
        AccountDirectory accounts, LoginFailures failures, IPasswordHasher<string> hasher, TimeProvider time, ILogger<LoginCheck> logger)
    {
        (_accounts, _failures, _hasher, _time, _logger) = (accounts, failures, hasher, time, logger);
        _decoy = hasher.HashPassword("", Guid.NewGuid().ToString());
        accounts.Changed += _remembered.ForgetAccount;
    }

    /// <summary>A check once begun is brought to its end and counts, also when the caller goes away.</summary>
    /// <exception cref="BusyException">Too many checks are waiting; this one was not made.</exception>
    public async Task<LoginAnswer> CheckAsync(string login, string pin, CancellationToken ct)
    {
        var answer = await AnswerAsync(login, pin, ct);
        if (answer is LoginAnswer.Right { Account: var account })
        {
            Spans.Name(Caller.Of(account));
        }

        return answer;
    }

    /// <summary>Ends the lock of a login, because its account got a new PIN. Other processes notice within half a minute.</summary>
    public async Task UnlockAsync(string login, CancellationToken ct)
    {
        var pair = LoginPair.Of(login, "");
        await _failures.ForgetAsync(pair.Login, ct);
        _remembered.Unlock(pair);
    }

    private async Task<LoginAnswer> AnswerAsync(string login, string pin, CancellationToken ct)
    {
        var pair = LoginPair.Of(login, pin);
        var now = _time.Now();
        if (_remembered.LockedUntil(pair, now) is { } until)
        {
            return new LoginAnswer.Locked(until);
        }

        return _remembered.Find(pair) is { } known && now < known.UnlockedAt + LockStaleness
            ? LoginAnswer.Of(known.Account)
            : await _checks.AnswerAsync(pair, check => RenewOrVerifyAsync(login, pin, pair, check)).WaitAsync(ct);
    }

    private async Task<LoginAnswer> RenewOrVerifyAsync(string login, string pin, LoginPair pair, SharedChecks.SharedCheck check)
    {
        var renewed = _remembered.Find(pair) is { } known ? await RenewAsync(pair, known) : null;
        return renewed ?? await _turns.TakeAsync(pair.Login, () => VerifyAsync(login, pin, pair, check));
    }

    /// <summary>Whether a remembered pair is still right; null when only its PIN can tell.</summary>
    private async Task<LoginAnswer?> RenewAsync(LoginPair pair, RightPair known)
    {
        var now = _time.Now();
        if (Locked(pair, await _failures.ReadAsync(pair.Login, default), now) is { } locked)
        {
            return locked;
        }

        var renewed = known with { UnlockedAt = now };
        if (now >= known.ReadAt + AccountStaleness)
        {
            if (await _accounts.FindAsync(known.Account.Id, default) is not { } account
                || account.PinHash != known.Account.PinHash || account.Login != known.Account.Login)
            {
                _remembered.Forget(pair);
                return null;
            }

            renewed = renewed with { Account = account, ReadAt = now };
        }

        _remembered.Renew(pair, known, renewed);
        return LoginAnswer.Of(renewed.Account);
    }

    private async Task<LoginAnswer> VerifyAsync(string login, string pin, LoginPair pair, SharedChecks.SharedCheck check)
    {
        var now = _time.Now();
        if (_remembered.LockedUntil(pair, now) is { } until)
        {
            return new LoginAnswer.Locked(until);
        }

        var failures = await _failures.ReadAsync(pair.Login, default);
        if (Locked(pair, failures, now) is { } locked)
        {
            return locked;
        }

        var changes = _remembered.Changes;
        var account = await _accounts.FindByLoginAsync(login, default);
        if (await IsPinAsync(account, pin))
        {
            _remembered.Remember(pair, new(pair.Pin, account!, now, now), changes);
            return LoginAnswer.Of(account!);
        }

        // Whoever shares this check has tried, too.
        var tries = await _failures.AddAsync(failures, check.Close(), default);
        NoteLock(pair, tries);
        return LoginAnswer.Wrong.Answer;
    }

    private Task<bool> IsPinAsync(Account? account, string pin) => _hashes.PassAsync(() =>
    {
        var result = _hasher.VerifyHashedPassword(account?.Id ?? "", account?.PinHash ?? _decoy, pin);
        return Task.FromResult(account is not null && result != PasswordVerificationResult.Failed);
    });

    private LoginAnswer.Locked? Locked(LoginPair pair, LoginFailures.Found failures, Instant now)
    {
        if (failures.Tries.LockedUntil(now) is not { } until)
        {
            return null;
        }

        _remembered.Lock(pair, until, now);
        return new(until);
    }

    private void NoteLock(LoginPair pair, WrongTries tries)
    {
        if (tries.LockedUntil(_time.Now()) is { } until)
        {
            _remembered.Lock(pair, until, _time.Now());
            _logger.Locked(pair.Login[..8], until);
        }
    }
}
