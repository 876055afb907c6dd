namespace Plum.Functions.Accounts;

/// <summary>Whoever asks for a pair that is being checked already waits for that check and shares its answer.</summary>
internal sealed class SharedChecks
{
    private readonly Dictionary<LoginPair, SharedCheck> _running = [];

    /// <summary>The answer to the pair's running check, or to a new one. A check once begun is brought to its end.</summary>
    public Task<LoginAnswer> AnswerAsync(LoginPair pair, Func<SharedCheck, Task<LoginAnswer>> check)
    {
        SharedCheck shared;
        lock (_running)
        {
            if (_running.TryGetValue(pair, out var running))
            {
                running.Sharers++;
                return running.Answer.Task;
            }

            _running.Add(pair, shared = new(this, pair));
        }

        _ = RunAsync(shared, check);
        return shared.Answer.Task;
    }

    private static async Task RunAsync(SharedCheck shared, Func<SharedCheck, Task<LoginAnswer>> check)
    {
        try
        {
            var answer = await check(shared);
            shared.Close();
            shared.Answer.SetResult(answer);
        }
        catch (Exception e)
        {
            shared.Close();
            shared.Answer.SetException(e);
            _ = shared.Answer.Task.Exception; // everybody may have gone away meanwhile
        }
    }

    /// <summary>A check under way, and how many wait for its answer.</summary>
    internal sealed class SharedCheck(SharedChecks checks, LoginPair pair)
    {
        public TaskCompletionSource<LoginAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Sharers { get; set; } = 1;

        /// <summary>Nobody may join from now on. Answers for how many tries this check stands.</summary>
        public int Close()
        {
            lock (checks._running)
            {
                if (checks._running.TryGetValue(pair, out var running) && running == this)
                {
                    checks._running.Remove(pair);
                }

                return Sharers;
            }
        }
    }
}
