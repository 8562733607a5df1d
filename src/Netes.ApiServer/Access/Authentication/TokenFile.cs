using System.Security.Cryptography;
using System.Text;

namespace Netes.ApiServer.Access.Authentication;

/// <summary>kube-apiserver's static token file: CSV lines of token, user, uid and optionally "group1,group2".</summary>
internal sealed class TokenFile : ITokenAuthenticator
{
    // Looked up by hash, so that the time a look-up takes says nothing about the tokens.
    private readonly Dictionary<string, UserInfo> users = [];

    private readonly IReadOnlyList<string> ownAudiences;

    /// <param name="csv">The file's text.</param>
    /// <param name="ownAudiences">The server's audiences, for which the tokens are good.</param>
    /// <exception cref="FormatException">A line has fewer than three columns or an empty token.</exception>
    public TokenFile(string csv, IReadOnlyList<string> ownAudiences)
    {
        this.ownAudiences = ownAudiences;
        int number = 0;
        foreach (string line in csv.Split('\n'))
        {
            number++;
            string trimmed = line.Trim();
            if (trimmed.Length == 0 || trimmed.StartsWith('#')) continue;
            List<string> columns = Columns(trimmed);
            if (columns.Count < 3 || columns[0].Length == 0)
                throw new FormatException($"token file, line {number}: needs token, user name and user id");
            string[] groups = columns.Count > 3
                ? columns[3].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];
            users[Hash(columns[0])] = new UserInfo(columns[1], groups) { Uid = columns[2] }.Authenticated();
        }
    }

    public static TokenFile Read(string path, IReadOnlyList<string> ownAudiences) => new(File.ReadAllText(path), ownAudiences);

    public ValueTask<TokenDecision> AuthenticateAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        if (!users.TryGetValue(Hash(token), out UserInfo? user)) return ValueTask.FromResult(TokenDecision.None);
        IReadOnlyList<string> shared = ReferenceEquals(audiences, ownAudiences) ? ownAudiences : [.. ownAudiences.Intersect(audiences)];
        return ValueTask.FromResult(shared.Count == 0 ? TokenDecision.None : new TokenDecision(new TokenIdentity(user, shared)));
    }

    private static string Hash(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static List<string> Columns(string line)
    {
        var columns = new List<string>();
        var column = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (quoted && c == '"' && i + 1 < line.Length && line[i + 1] == '"') column.Append(line[++i]);
            else if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                columns.Add(column.ToString().Trim());
                column.Clear();
            }
            else column.Append(c);
        }
        columns.Add(column.ToString().Trim());
        return columns;
    }
}
