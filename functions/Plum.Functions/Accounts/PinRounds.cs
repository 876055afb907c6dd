using Microsoft.AspNetCore.Identity;
using Plum.Core.Accounts;

namespace Plum.Functions.Accounts;

/// <summary>Computes the slow PIN hashes so that a flood of wrong PINs delays a right one by a round or two.</summary>
/// <remarks>
/// PINs that wait are checked in rounds of a few hashes. A login that nobody has needs none, so any number of them fit
/// into a round. What tells them from real ones is hidden: a round has as many hashes whichever logins exist, and all
/// that is wrong in it is answered at its end. A right PIN is answered at once.
/// </remarks>
internal sealed class PinRounds
{
    private readonly IPasswordHasher<string> _hasher;
    private readonly ParallelOptions _atATime;
    private readonly int _hashesOfARound;
    private readonly string _decoy;
    private readonly Lock _guard = new();
    private List<PinCheck> _waiting = [];
    private bool _isRunning;

    public PinRounds(IPasswordHasher<string> hasher, int atATime)
    {
        (_hasher, _atATime) = (hasher, new() { MaxDegreeOfParallelism = atATime });

        // At least two, so that of two logins tried together one that exists does not show whether the other does.
        _hashesOfARound = 2 * atATime;
        _decoy = hasher.HashPassword("", Guid.NewGuid().ToString());
    }

    /// <param name="account">Null when nobody has the login.</param>
    /// <param name="wrongTries">
    /// Those of late: logins that are being guessed at stand behind those that are not.
    /// </param>
    public Task<bool> IsRightAsync(Account? account, string pin, int wrongTries)
    {
        var check = new PinCheck(account, pin, wrongTries);
        lock (_guard)
        {
            _waiting.Add(check);
            if (!_isRunning)
            {
                _isRunning = true;
                _ = Task.Run(Run);
            }
        }

        return check.IsRight.Task;
    }

    private void Run()
    {
        while (Next() is { Count: > 0 } round)
        {
            Parallel.ForEach(Hashed(round), _atATime, Verify);
            foreach (var check in round)
            {
                check.IsRight.TrySetResult(false);
            }
        }
    }

    /// <summary>All that wait, up to as many logins that exist as a round has hashes.</summary>
    /// <remarks>
    /// Those with the fewest wrong tries and, of these, the latest: the first guesses at many logins come together, and
    /// who comes after them need not pay for them.
    /// </remarks>
    private List<PinCheck> Next()
    {
        lock (_guard)
        {
            var exist = 0;
            var ordered = _waiting.AsEnumerable().Reverse().OrderBy(check => check.WrongTries).ToList();
            var round = ordered.TakeWhile(check => check.Account is null || ++exist <= _hashesOfARound).ToList();
            _waiting = ordered[round.Count..];
            _waiting.Reverse();
            _isRunning = round.Count > 0;
            return round;
        }
    }

    /// <summary>Whose hash is computed: logins that exist first, then as many others as complete the round.</summary>
    private IEnumerable<PinCheck> Hashed(List<PinCheck> round) =>
        round.OrderBy(check => check.Account is null).Take(_hashesOfARound);

    private void Verify(PinCheck check)
    {
        try
        {
            var result =
                _hasher.VerifyHashedPassword(check.Account?.Id ?? "", check.Account?.PinHash ?? _decoy, check.Pin);
            if (check.Account is not null && result != PasswordVerificationResult.Failed)
            {
                check.IsRight.SetResult(true);
            }
        }
        catch (Exception e)
        {
            check.IsRight.SetException(e); // an account's hash that is none keeps nobody else waiting
        }
    }

    private sealed record PinCheck(Account? Account, string Pin, int WrongTries)
    {
        public TaskCompletionSource<bool> IsRight { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
