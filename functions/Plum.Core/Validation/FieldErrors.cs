namespace Plum.Core.Validation;

/// <summary>What is wrong with a request, by field, in the order it was found: the body of a 422.</summary>
public sealed class FieldErrors
{
    /// <summary>Enough to see that a request is meant for something else.</summary>
    private const int MaxOthers = 20;

    private readonly OrderedDictionary<string, List<string>> _messages = [];

    public bool None => _messages.Count == 0;

    public IEnumerable<KeyValuePair<string, List<string>>> Messages => _messages;

    public bool Has(string field) => _messages.ContainsKey(field);

    public void Add(string field, string message)
    {
        if (!_messages.TryGetValue(field, out var messages))
        {
            _messages.Add(field, messages = []);
        }

        messages.Add(message);
    }

    public void Add(string field, Func<string, string> text) => Add(field, text(field));

    /// <summary>
    /// Notes the fields that a request does not take: whoever mistypes one must not believe that it is set.
    /// </summary>
    public FieldErrors RefuseOthers(IEnumerable<string> sent, params IEnumerable<string> taken)
    {
        foreach (var name in sent.Except(taken).Where(name => !Has(name)).Take(MaxOthers))
        {
            Add(name, ValidationTexts.NotTaken);
        }

        return this;
    }
}
