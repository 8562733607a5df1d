using System.Text;

namespace Netes.Kubelet.Pods.Variables;

/// <summary>
/// <c>$(NAME)</c> stands for a variable's value, <c>$$</c> for a dollar; a name that is not defined stays as it was written.
/// https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
/// </summary>
internal static class Expansion
{
    public static string Expand(string text, Func<string, string?> lookup)
    {
        int at = text.IndexOf('$');
        if (at < 0) return text;
        var result = new StringBuilder(text.Length + 16);
        int from = 0;
        while (at >= 0 && at + 1 < text.Length)
        {
            result.Append(text, from, at - from);
            from = at;
            char next = text[at + 1];
            if (next == '$')
            {
                result.Append('$');
                from = at + 2;
            }
            else if (next == '(')
            {
                int end = text.IndexOf(')', at + 2);
                if (end < 0)
                {
                    result.Append("$(");
                    from = at + 2;
                }
                else
                {
                    string name = text[(at + 2)..end];
                    result.Append(lookup(name) ?? text[at..(end + 1)]);
                    from = end + 1;
                }
            }
            else
            {
                result.Append('$').Append(next);
                from = at + 2;
            }
            at = from < text.Length ? text.IndexOf('$', from) : -1;
        }
        return result.Append(text, from, text.Length - from).ToString();
    }
}
