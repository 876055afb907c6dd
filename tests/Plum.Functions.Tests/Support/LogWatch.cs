using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Plum.Functions.Tests.Support;

/// <summary>
/// Reads every line that a server logs, at every level, with its properties, scopes and exceptions, for what no log may
/// hold.
/// </summary>
internal sealed class LogWatch : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _leaks = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ILogger CreateLogger(string categoryName) => new Reader(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    /// <summary>
    /// Fails the test whose server logged what no log may hold, or an error that the test does not expect.
    /// </summary>
    public void Check(bool mayFail)
    {
        Assert.True(_leaks.IsEmpty, $"The log holds what no log may hold:\n{string.Join('\n', _leaks)}");
        Assert.True(mayFail || _errors.IsEmpty, $"The log holds errors:\n{string.Join('\n', _errors)}");
    }

    public void Dispose()
    {
    }

    private void Read(string category, LogLevel level, string message, object? state, Exception? exception)
    {
        var line = new StringBuilder().Append(level).Append(' ').Append(category).Append(": ").Append(message);
        Append(line, state);
        _scopes.ForEachScope((scope, text) => Append(text.Append(" @ ").Append(scope), scope), line);
        var text = line.Append(' ').Append(exception).ToString();
        if (Secrets.In(text) is { } secret)
        {
            _leaks.Enqueue($"[{secret}] in: {text}");
        }

        if (level >= LogLevel.Error)
        {
            _errors.Enqueue(text);
        }
    }

    private static void Append(StringBuilder line, object? state)
    {
        foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
        {
            line.Append(" | ").Append(name).Append('=').Append(value);
        }
    }

    private sealed class Reader(LogWatch watch, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null; // the factory keeps them

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            watch.Read(category, logLevel, formatter(state, exception), state, exception);
    }
}
