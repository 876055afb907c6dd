using System.Collections.Concurrent;

namespace Plum.Functions.Accounts.Tokens;

/// <summary>The tokens that this process has looked up lately, by hash.</summary>
internal sealed class TokenMemory
{
    private const int Max = 10_000;

    private readonly ConcurrentDictionary<string, KnownToken> _known = new();
    private readonly Lock _guard = new();
    private int _deletions;

    /// <summary>Grows with every token that this process deletes.</summary>
    public int Deletions => Volatile.Read(ref _deletions);

    public KnownToken? Find(string hash) => _known.GetValueOrDefault(hash);

    /// <param name="deletions">How many <see cref="Deletions"/> there were before the token was read.</param>
    /// <returns>The token, and what this process knows of its last use.</returns>
    public KnownToken Remember(string hash, KnownToken token, int deletions)
    {
        lock (_guard)
        {
            if (deletions != _deletions)
            {
                return token;
            }

            if (Find(hash) is { } earlier)
            {
                earlier.Use.Learn(token.Use);
                token = token with { Use = earlier.Use };
            }

            if (_known.Count >= Max)
            {
                _known.Clear(); // what is forgotten is asked for again
            }

            return _known[hash] = token;
        }
    }

    /// <summary>Forgets a token that has turned out not to be valid any more.</summary>
    public void Forget(string hash) => _known.TryRemove(hash, out _);

    /// <summary>Forgets a token that has been deleted, also for those who have read it and not remembered it yet.</summary>
    public void ForgetDeleted(string hash)
    {
        lock (_guard)
        {
            _deletions++;
            Forget(hash);
        }
    }
}
