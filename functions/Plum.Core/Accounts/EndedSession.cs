using NodaTime;

namespace Plum.Core.Accounts;

/// <summary>A session at the console that was signed out of.</summary>
/// <param name="Token">The session's own; nobody is let in by it any more.</param>
/// <param name="Until">When it would have ended by itself at the latest.</param>
public sealed record EndedSession(string Token, Instant Until);
