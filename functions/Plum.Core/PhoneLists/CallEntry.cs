namespace Plum.Core.PhoneLists;

/// <summary>One listed call, in the words of whoever listed it.</summary>
/// <param name="PhoneNumber">
/// As sent, blanks around it removed: <c>start_url</c> and <c>result_url</c> get this very text back.
/// </param>
/// <param name="MessageReference">At most 255 characters; empty when none was sent.</param>
/// <param name="CallParameters">At most 255 characters; empty when none was sent.</param>
/// <param name="Variables">The further columns of a list in header form, by column name.</param>
public sealed record CallEntry(
    string PhoneNumber,
    string MessageReference,
    string CallParameters,
    IReadOnlyList<KeyValuePair<string, string>> Variables)
{
    /// <summary>
    /// Characters allowed in a message_reference and in call_parameters (queuecall, optional variables).
    /// </summary>
    public const int MaxTextLength = 255;

    public CallEntry(string phoneNumber, string messageReference = "", string callParameters = "")
        : this(phoneNumber, messageReference, callParameters, [])
    {
    }
}
