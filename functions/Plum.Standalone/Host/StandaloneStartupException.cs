namespace Plum.Standalone.Host;

/// <summary>The app cannot start. The message is one sentence for the person who started it: what is wrong and what to do.</summary>
public sealed class StandaloneStartupException(string message, Exception? inner = null) : Exception(message, inner);
